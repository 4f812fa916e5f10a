//! How wide the columns of a table are on paper, and what it needs of a page to begin there.

use super::paper::{Node, plain, walk};

/// Letters of running text in a line across the page.
const LINE: f64 = 86.0;
/// Letters that the gap between two columns takes.
const GAP: f64 = 3.0;
/// The same in tables with so many columns that words are divided: they are set smaller.
const TIGHT_LINE: f64 = 96.0;
const TIGHT_GAP: f64 = 2.0;
/// Letters that a column has room for however tight it is.
const DIVIDED: f64 = 8.0;

/// Letters of a word that stays in one line; the templates break longer ones behind signs, or
/// where there is none for this many letters.
const UNBROKEN: usize = 24;
const RUN: usize = 18;
/// Behind these a long word is broken.
const SEAMS: &str = "/?&=._%+,;:@~#|-";

/// What a table is for: to be read, or to be filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Its cells hold what there is to say.
    Read,
    /// People write into its cells.
    Fill,
}

/// The columns of a table.
#[derive(Debug)]
pub struct Columns {
    /// How wide each is, beside the others.
    pub widths: Vec<f64>,
    /// Whether one is narrower than a word, so that text is smaller and words are divided.
    pub tight: bool,
    /// About how many lines its head and its first row take.
    pub begin: f64,
}

impl Columns {
    /// As wide as what stands in them, but where that is too much for a line none is narrower
    /// than its longest word, as long as there is room for all of these. What people write into
    /// gets its share of the line.
    pub fn of(rows: &[Node], count: usize, usage: Use) -> Self {
        let mut natural = vec![0.0_f64; count];
        let mut least = vec![0.0_f64; count];
        let mut is_written_in = vec![false; count];
        let rows: Vec<(bool, Vec<String>)> = rows.iter().filter_map(texts).collect();
        for (is_head, cells) in &rows {
            for (at, text) in cells.iter().enumerate().take(count) {
                natural[at] = natural[at].max(letters(text));
                least[at] = least[at].max(longest_piece(text));
                is_written_in[at] |= !is_head && text.trim().is_empty();
            }
        }
        if usage == Use::Fill {
            let share = LINE / count as f64 - GAP;
            let written_in = is_written_in.iter().enumerate().filter(|(_, own)| **own);
            written_in.for_each(|(at, _)| natural[at] = natural[at].max(share));
        }
        let needed: f64 = least.iter().map(|letters| letters + GAP).sum();
        let tight = needed > LINE;
        let (line, gap) = if tight {
            least.iter_mut().for_each(|own| *own = own.min(DIVIDED));
            // A cell of many sentences leaves room for the others.
            natural
                .iter_mut()
                .for_each(|own| *own = own.min(4.0 * LINE));
            (TIGHT_LINE, TIGHT_GAP)
        } else {
            (LINE, GAP)
        };
        let mut widths = shared(&natural, &least, line - gap * count as f64);
        let begin = lines_to_begin(&rows, &widths);
        widths.iter_mut().for_each(|width| *width += gap);
        Self {
            widths,
            tight,
            begin,
        }
    }
}

/// Letters for each column where `line` has room for them all: what they need, and of what is
/// left as much as they have to say.
fn shared(natural: &[f64], least: &[f64], line: f64) -> Vec<f64> {
    let (all, needed): (f64, f64) = (natural.iter().sum(), least.iter().sum());
    if all <= line {
        return natural.to_vec();
    }
    if needed >= line {
        return least.to_vec();
    }
    let share = (line - needed) / (all - needed);
    let columns = natural.iter().zip(least);
    columns
        .map(|(natural, least)| least + share * (natural - least))
        .collect()
}

/// What stands in the cells of a row, and whether that is the head.
fn texts(node: &Node) -> Option<(bool, Vec<String>)> {
    match node {
        Node::Row { head, c } => Some((*head, c.iter().map(printed).collect())),
        _ => None,
    }
}

/// The lines of the first row with text and of those above it.
fn lines_to_begin(rows: &[(bool, Vec<String>)], widths: &[f64]) -> f64 {
    let mut lines = 0.0;
    for (is_head, cells) in rows {
        let own = cells.iter().zip(widths);
        let own = own.map(|(text, width)| (letters(text) / width.max(1.0)).ceil());
        lines += own.fold(1.0, f64::max);
        if !is_head {
            break;
        }
    }
    lines
}

fn letters(text: &str) -> f64 {
    text.chars().count() as f64
}

/// What stands in a cell on paper: its text, and the addresses that are written out.
fn printed(cell: &Node) -> String {
    let mut text = plain(std::slice::from_ref(cell));
    walk(&mut [cell.clone()], &mut |node| {
        if let Node::Link {
            href,
            outside: true,
            written: true,
            ..
        } = node
        {
            text.push(' ');
            text.push_str(href);
        }
    });
    text
}

/// The letters of the longest piece of a text that stays in one line.
fn longest_piece(text: &str) -> f64 {
    let pieces = text.split_whitespace().flat_map(|word| {
        let is_long = word.chars().count() >= UNBROKEN;
        let signs = if is_long { SEAMS } else { "/" };
        let pieces = word.split_inclusive(move |sign| signs.contains(sign));
        pieces.map(move |piece| {
            let letters = piece.chars().count();
            if is_long { letters.min(RUN) } else { letters }
        })
    });
    pieces.max().unwrap_or(0) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Node {
        let cell = |text: &&str| Node::Cell {
            c: vec![Node::text(*text)],
        };
        Node::Row {
            head: false,
            c: cells.iter().map(cell).collect(),
        }
    }

    fn columns(cells: &[&str], usage: Use) -> Columns {
        Columns::of(&[row(cells)], cells.len(), usage)
    }

    #[test]
    fn columns_are_as_wide_as_their_text_and_never_narrower_than_a_word() {
        assert_eq!(columns(&["ab", "abcd"], Use::Read).widths, [5.0, 7.0]);
        let long = "word ".repeat(60);
        let found = columns(&["incomprehensibilities", &long], Use::Read);
        assert_eq!(found.widths[0], 24.0);
        assert!((found.widths.iter().sum::<f64>() - LINE).abs() < 0.01);
        assert_eq!(columns(&["1", ""], Use::Fill).widths, [4.0, LINE / 2.0]);
    }

    #[test]
    fn a_long_word_leaves_room_for_others() {
        let address = "x".repeat(200);
        let found = columns(&[&address, "incomprehensibilities"], Use::Read);
        assert!(!found.tight);
        assert!(found.widths[1] > 20.0, "{found:?}");
    }

    #[test]
    fn words_are_divided_where_no_column_can_hold_its_own() {
        let word = "incomprehensibilities";
        let long = "word ".repeat(60);
        let found = columns(&[word, word, word, word, word, "1", &long], Use::Read);
        assert!(found.tight);
        assert!(found.widths.iter().sum::<f64>() <= TIGHT_LINE + 0.01);
        let widest = found.widths.iter().copied().fold(0.0, f64::max);
        assert_eq!(found.widths.last(), Some(&widest), "{found:?}");
        assert!(found.widths[0] >= DIVIDED + TIGHT_GAP, "{found:?}");
    }

    #[test]
    fn a_table_begins_with_as_many_lines_as_its_first_row_has() {
        assert_eq!(columns(&["ab", "abcd"], Use::Read).begin, 1.0);
        let found = columns(&["a", &"word ".repeat(60)], Use::Read);
        assert!((4.0..6.0).contains(&found.begin), "{found:?}");
    }
}
