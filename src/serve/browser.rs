//! Opens a browser; the only program that Tandem ever starts, and only when asked to.

use std::io;
use std::process::{Command, Stdio};

/// Opens an address of our own in the browser that the system prefers.
pub fn open(url: &str) -> io::Result<()> {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer.exe",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    command.arg(url);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Nobody waits for the browser, but a child that ended must be collected.
    std::thread::spawn(move || child.wait());
    Ok(())
}
