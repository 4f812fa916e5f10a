//! The writer's editor, and how it is told a line.
//!
//! The program is named by whoever starts the server, never by the handbook: a handbook
//! comes from many hands. It is started without a shell.

use std::fmt;
use std::io;
use std::path::Path;

use super::programs;

/// Editors with windows of their own, by the name of the program.
const KNOWN: &[(&str, Way)] = &[
    ("code", Way::Goto),
    ("code-insiders", Way::Goto),
    ("codium", Way::Goto),
    ("vscodium", Way::Goto),
    ("cursor", Way::Goto),
    ("windsurf", Way::Goto),
    ("positron", Way::Goto),
    ("subl", Way::Colon),
    ("sublime_text", Way::Colon),
    ("zed", Way::Colon),
    ("zeditor", Way::Colon),
    ("geany", Way::Colon),
    ("gvim", Way::Plus),
    ("mvim", Way::Plus),
    ("nvim-qt", Way::Plus),
    ("gedit", Way::Plus),
    ("gnome-text-editor", Way::Plus),
    ("xed", Way::Plus),
    ("pluma", Way::Plus),
    ("bbedit", Way::Plus),
    ("emacs", Way::Plus),
    ("emacsclient", Way::Plus),
    ("kate", Way::Flag("--line")),
    ("mate", Way::Flag("--line")),
    ("mousepad", Way::Flag("--line")),
    ("idea", Way::Flag("--line")),
    ("webstorm", Way::Flag("--line")),
    ("pycharm", Way::Flag("--line")),
    ("notepad++", Way::Joined("-n")),
];

/// Editors that live in a terminal, which the server has none to give.
const IN_A_TERMINAL: &[&str] = &[
    "vi", "vim", "nvim", "nano", "pico", "micro", "hx", "helix", "kak", "joe", "ed",
    "ne", "mg",
];

/// How a program is told where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// `-g FILE:LINE`.
    Goto,
    /// `FILE:LINE`.
    Colon,
    /// `+LINE FILE`.
    Plus,
    /// `--line LINE FILE`.
    Flag(&'static str),
    /// `-nLINE FILE`.
    Joined(&'static str),
    /// As its command says, with `{file}` and `{line}`.
    Pattern,
    /// It takes a file and no line, as far as we know.
    FileOnly,
}

/// The writer's editor.
#[derive(Clone, Debug)]
pub enum Editor {
    /// A program with its own arguments.
    Program(Program),
    /// Whatever the system opens texts with.
    System,
    /// A program that needs a terminal.
    InATerminal(String),
}

/// A program, and how it is told a line.
#[derive(Clone, Debug)]
pub struct Program {
    words: Vec<String>,
    way: Way,
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// The editor needs a terminal.
    NoTerminal(String),
    /// The program could not be started.
    NotStarted(io::Error),
}

impl fmt::Display for NotOpened {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoTerminal(name) => write!(
                out,
                "{name} needs a terminal. Name an editor with a window, such as --editor code, or say how to open a terminal: --editor \"xterm -e {name} +{{line}} {{file}}\""
            ),
            Self::NotStarted(error) => {
                write!(out, "The editor could not be started: {error}")
            }
        }
    }
}

impl Editor {
    /// The editor that a command names, such as `code` or `xterm -e vim +{line} {file}`;
    /// without one, whatever the system prefers.
    pub fn new(command: Option<&str>) -> Self {
        let words = split(command.unwrap_or(""));
        let Some(program) = words.first() else {
            return Self::System;
        };
        let name = name_of(program);
        let known = KNOWN.iter().find(|(known, _)| *known == name);
        let way = match known {
            _ if words.iter().any(|word| word.contains("{file}")) => Way::Pattern,
            Some((_, way)) => *way,
            None if IN_A_TERMINAL.contains(&name.as_str()) => {
                return Self::InATerminal(name);
            }
            None => Way::FileOnly,
        };
        Self::Program(Program { words, way })
    }

    /// Opens a file at a line.
    pub fn open(&self, file: &Path, line: usize) -> Result<(), NotOpened> {
        let started = match self {
            Self::InATerminal(name) => return Err(NotOpened::NoTerminal(name.clone())),
            Self::System => programs::open(file.as_os_str()),
            Self::Program(program) => {
                let words = program.command(&file.to_string_lossy(), line);
                programs::start(&words[0], &words[1..])
            }
        };
        started.map_err(NotOpened::NotStarted)
    }
}

impl Program {
    fn command(&self, file: &str, line: usize) -> Vec<String> {
        let mut words = self.words.clone();
        match self.way {
            Way::Goto => words.extend(["-g".to_owned(), format!("{file}:{line}")]),
            Way::Colon => words.push(format!("{file}:{line}")),
            Way::Plus => words.extend([format!("+{line}"), file.to_owned()]),
            Way::Flag(flag) => {
                words.extend([flag.to_owned(), line.to_string(), file.to_owned()]);
            }
            Way::Joined(flag) => words.extend([format!("{flag}{line}"), file.to_owned()]),
            Way::FileOnly => words.push(file.to_owned()),
            Way::Pattern => {
                for word in &mut words {
                    // The line first: a file may be called `{line}`.
                    *word = word.replace("{line}", &line.to_string());
                    *word = word.replace("{file}", file);
                }
            }
        }
        words
    }
}

/// The name of a program without its folder and its ending.
fn name_of(program: &str) -> String {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let name = name.to_ascii_lowercase();
    let ends = [".exe", ".cmd", ".bat"];
    let bare = ends.iter().find_map(|end| name.strip_suffix(end));
    bare.unwrap_or(&name).to_owned()
}

/// A command in words; quotation marks keep blanks together.
fn split(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for sign in command.chars() {
        match (sign, quote) {
            (_, Some(open)) if sign == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            (_, None) if sign.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(command: &str) -> Vec<String> {
        match Editor::new(Some(command)) {
            Editor::Program(program) => program.command("/h/a b.md", 12),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        assert_eq!(
            told("code --wait"),
            ["code", "--wait", "-g", "/h/a b.md:12"]
        );
        assert_eq!(told("/opt/subl"), ["/opt/subl", "/h/a b.md:12"]);
        assert_eq!(
            told("emacsclient -n"),
            ["emacsclient", "-n", "+12", "/h/a b.md"]
        );
        assert_eq!(told("kate"), ["kate", "--line", "12", "/h/a b.md"]);
        assert_eq!(
            told("notepad++.exe"),
            ["notepad++.exe", "-n12", "/h/a b.md"]
        );
        assert_eq!(told("my-editor"), ["my-editor", "/h/a b.md"]);
    }

    #[test]
    fn a_pattern_says_it_all() {
        assert_eq!(
            told("xterm -e vim +{line} {file}"),
            ["xterm", "-e", "vim", "+12", "/h/a b.md"]
        );
        assert_eq!(
            told("'C:\\Program Files\\x.exe' \"{file}:{line}\""),
            ["C:\\Program Files\\x.exe", "/h/a b.md:12"]
        );
    }

    #[test]
    fn an_editor_without_a_window_is_not_started() {
        for command in ["vim", "/usr/bin/nano", "nvim -p"] {
            assert!(matches!(Editor::new(Some(command)), Editor::InATerminal(_)));
        }
        assert!(matches!(Editor::new(Some(" ")), Editor::System));
        assert!(matches!(Editor::new(None), Editor::System));
    }
}
