//! Starts a browser or an editor, without a shell: the only programs that Tandem ever
//! starts, and only when the writer asks for them.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// Opens an address of our own, or a file of the handbook, with what the system prefers.
pub fn open(what: &OsStr) -> io::Result<()> {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer.exe",
        _ => "xdg-open",
    };
    start(program, &[what])
}

/// Starts a program and does not wait for it.
pub fn start(program: &str, arguments: &[impl AsRef<OsStr>]) -> io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Nobody waits for it, but a child that ended must be collected.
    std::thread::spawn(move || child.wait());
    Ok(())
}
