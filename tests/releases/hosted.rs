//! A handbook and the place where it is hosted, used by the command line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A handbook with two pages, and a place for its releases.
pub struct Hosted {
    folder: TempDir,
}

impl Hosted {
    /// A handbook that was never published.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let hosted = Self { folder };
        hosted.write("handbook.yml", "title: Two desks\n");
        hosted.write("content/index.md", "# Home\n\nThe first words.\n");
        hosted.write("content/how/talk.md", "# Talk\n\nSay it.\n");
        hosted
    }

    /// Writes a file of the handbook.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        let folder = path.parent().expect("it has a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// Changes what the home page says.
    pub fn says(&self, words: &str) {
        self.write("content/index.md", &format!("# Home\n\n{words}\n"));
    }

    /// The folder of the handbook.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("handbook")
    }

    /// Where it is published to.
    pub fn target(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// What readers get.
    pub fn current(&self) -> PathBuf {
        self.target().join("current")
    }

    /// The command, ready to be started.
    pub fn command(&self, target: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command
            .args(["--today", "2026-11-20", "--root"])
            .arg(self.root())
            .args(["publish", target])
            .args(arguments)
            .env("NO_COLOR", "1");
        command
    }

    /// Publishes to the folder.
    pub fn publish(&self, arguments: &[&str]) -> Outcome {
        let target = self.target();
        let target = target.to_str().expect("the path is text");
        Outcome::of(self.command(target, arguments))
    }

    /// The name of the release that readers get.
    pub fn live(&self) -> String {
        let link = fs::read_link(self.current()).expect("something is published");
        let name = link.file_name().expect("it leads to a release");
        name.to_string_lossy().into_owned()
    }

    /// All that readers can get.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        files(&fs::canonicalize(self.current()).expect("something is published"))
    }

    /// What the home page says to readers.
    pub fn home(&self) -> String {
        fs::read_to_string(self.current().join("index.html")).expect("there is a page")
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    let entries = entries.map(|entry| entry.expect("the folder can be listed"));
    let entries = entries.filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(folder).expect("below the folder");
        let bytes = fs::read(entry.path()).expect("the file can be read");
        (name.to_string_lossy().into_owned(), bytes)
    };
    entries.map(read).collect()
}

/// The style sheets and scripts that a page loads, as paths from the top of the site.
pub fn loaded_by(page: &str, text: &str) -> Vec<String> {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let quoted = text.split('"').filter(|part| part.contains("assets/"));
    let quoted = quoted.filter(|part| part.ends_with(".css") || part.ends_with(".js"));
    let from_the_top = |part: &str| {
        let mut path = folder.to_path_buf();
        for step in part.split('/') {
            match step {
                ".." => drop(path.pop()),
                "." => {}
                step => path.push(step),
            }
        }
        path.to_string_lossy().into_owned()
    };
    quoted.map(from_the_top).collect()
}

/// How a command ended.
pub struct Outcome {
    /// Its exit status.
    pub status: Option<i32>,
    /// Everything that it printed.
    pub text: String,
    /// What it printed for programs.
    pub printed: String,
}

impl Outcome {
    /// Runs a command to its end.
    pub fn of(mut command: Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the program starts");
        let printed = String::from_utf8_lossy(&stdout).into_owned();
        Self {
            status: status.code(),
            text: format!("{printed}{}", String::from_utf8_lossy(&stderr)),
            printed,
        }
    }

    /// Holds the test to a success.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.status, Some(0), "{}", self.text);
        self
    }

    /// Holds the test to one message with a code, and to an exit status.
    #[track_caller]
    pub fn fails(self, status: i32, code: &str, part: &str) -> Self {
        assert_eq!(self.status, Some(status), "{}", self.text);
        assert!(self.text.contains(part), "{part:?} in\n{}", self.text);
        let messages = self.text.matches("error[").count();
        assert_eq!(messages, 1, "one message:\n{}", self.text);
        assert!(
            self.text.contains(&format!("error[{code}]")),
            "{}",
            self.text
        );
        self
    }

    /// The last line that it printed for programs.
    #[track_caller]
    pub fn summary(&self) -> Value {
        let line = self.printed.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON:\n{}", self.text))
    }
}
