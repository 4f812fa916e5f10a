//! Where something stands in a source file.

use std::sync::Arc;

/// A range of bytes in the text of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to but not including `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The same range, `offset` bytes further on.
    pub fn shifted(self, offset: usize) -> Self {
        Self {
            start: self.start + offset as u32,
            end: self.end + offset as u32,
        }
    }

    /// The range as indexes of a string.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A file, and a range in it when one makes sense.
///
/// `file` is the path from the handbook's root, with `/` between the parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as people know it.
    pub file: Arc<str>,
    /// The range in it; `None` speaks of the whole file.
    pub span: Option<Span>,
}

impl Place {
    /// A range of a file.
    pub fn at(file: &Arc<str>, span: Span) -> Self {
        Self {
            file: file.clone(),
            span: Some(span),
        }
    }

    /// A file as a whole.
    pub fn file(file: &str) -> Self {
        Self {
            file: file.into(),
            span: None,
        }
    }
}

/// Turns byte offsets into lines and columns, both counted from 1.
///
/// A line ends with `\n`, `\r\n` or a lone `\r`, as in CommonMark. Columns count characters.
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads the line ends of `text` once.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_half_of_crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !is_half_of_crlf {
                starts.push(at + 1);
            }
        }
        Self { text, starts }
    }

    /// Line and column of a byte offset; offsets past the end are the end.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let offset = self.floor(offset as usize);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        (
            line + 1,
            self.text[self.starts[line]..offset].chars().count() + 1,
        )
    }

    /// The text of a line (counted from 1), without its end.
    pub fn line(&self, line: usize) -> &'a str {
        let Some(&start) = self.starts.get(line.wrapping_sub(1)) else {
            return "";
        };
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_of_the_three_line_ends() {
        let index = LineIndex::new("a\nb\r\nc\rdé");
        assert_eq!(index.position(0), (1, 1));
        assert_eq!(index.position(2), (2, 1));
        assert_eq!(index.position(5), (3, 1));
        assert_eq!(index.position(7), (4, 1));
        assert_eq!(index.position(8), (4, 2));
        assert_eq!(index.position(99), (4, 3));
        assert_eq!(index.line(2), "b");
        assert_eq!(index.line(4), "dé");
        assert_eq!(index.line(9), "");
    }
}
