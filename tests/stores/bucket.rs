//! A bucket on a server of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::hosted::{Hosted, Outcome, files};
use super::server::{Answer, Server, free_port};

/// The address of the site in the bucket.
pub const ADDRESS: &str = "s3://bucket/team/handbook";
/// Keys of the server.
pub const KEY: (&str, &str) = ("THEKEYOFTHETESTS", "asecretthatisnevershown");

/// A server with one bucket; it ends with the test.
pub struct Bucket {
    folder: TempDir,
    program: PathBuf,
    server: Server,
}

impl Bucket {
    /// Starts a server; `None`, with a word about it, where none is installed.
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("not tried: s3s-fs is not installed (`./test` does it)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir(folder.path().join("bucket")).expect("the folder is new");
        let keys = ["--access-key", KEY.0, "--secret-key", KEY.1];
        let server = serve(&program, folder.path(), &keys);
        Some(Self {
            folder,
            program,
            server,
        })
    }

    /// Where the server listens.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The folder in which the server keeps everything.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of what is at the address.
    pub fn folder(&self) -> PathBuf {
        self.root().join("bucket/team/handbook")
    }

    /// What readers get.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        site(self.root())
    }

    /// What the home page says to readers.
    pub fn home(&self) -> String {
        String::from_utf8_lossy(&self.site()["index.html"]).into_owned()
    }

    /// The name of the release that readers get.
    pub fn live(&self) -> String {
        let text = fs::read_to_string(self.folder().join(".tandem/current"));
        let text = text.expect("something is published");
        let line = text.lines().find_map(|line| line.strip_prefix("release "));
        line.expect("it names a release").to_owned()
    }

    /// What somebody else puts into the bucket.
    pub fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.folder()).expect("the bucket can be written");
        fs::write(self.folder().join(path), text).expect("the file can be written");
    }

    /// A door without keys, as readers have one.
    pub fn door(&self) -> Door {
        Door(serve(&self.program, self.root(), &[]))
    }

    /// The command, with the keys in its environment.
    pub fn command(&self, hosted: &Hosted, port: u16, arguments: &[&str]) -> Command {
        let mut command = hosted.command(ADDRESS, arguments);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command
            .env("AWS_ACCESS_KEY_ID", KEY.0)
            .env("AWS_SECRET_ACCESS_KEY", KEY.1)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT", format!("http://127.0.0.1:{port}"))
            .env("AWS_ALLOW_HTTP", "true")
            .env("NO_PROXY", "127.0.0.1")
            // Who is interrupted here is gone at once.
            .env("TANDEM_PUBLISH_WATCH", "0.4");
        command
    }

    /// Publishes, straight to the server.
    pub fn publish(&self, hosted: &Hosted, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command(hosted, self.port(), arguments))
    }

    /// Publishes, and gives the summary for programs.
    #[track_caller]
    pub fn summary(&self, hosted: &Hosted, arguments: &[&str]) -> serde_json::Value {
        let arguments = [arguments, &["--format", "json"]].concat();
        self.publish(hosted, &arguments).succeeds().summary()
    }
}

/// What readers get of a bucket in a folder.
pub fn site(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = root.join("bucket/team/handbook");
    if !folder.exists() {
        return BTreeMap::new();
    }
    let mut site = files(&folder);
    site.retain(|path, _| !path.starts_with(".tandem/"));
    site
}

/// Where readers come in.
pub struct Door(Server);

impl Door {
    /// What a reader is answered.
    pub fn get(&self, path: &str) -> Answer {
        self.0.get(&format!("/bucket/team/handbook/{path}"))
    }
}

fn serve(program: &Path, root: &Path, arguments: &[&str]) -> Server {
    let port = free_port();
    let mut command = Command::new(program);
    command
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .args(arguments)
        .arg(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Server::start(command, port)
}

/// The server: the one that is named, which must be there, or where `./test` installs it.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("TANDEM_S3").map(PathBuf::from) {
        assert!(named.is_file(), "TANDEM_S3 names no program");
        return Some(named);
    }
    let target = Path::new(env!("CARGO_BIN_EXE_tandem")).ancestors().nth(2)?;
    Some(target.join("tools/bin/s3s-fs")).filter(|path| path.is_file())
}
