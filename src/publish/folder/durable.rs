//! Writing that outlives a loss of power: a file, then the folder that names it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// Files that are waited for at the same time, for each thread that works: a disk brings many
/// to safety in hardly more time than one.
const WAITS_AT_ONCE: usize = 16;

/// Writes a new file, with its folder where that does not exist yet. It can only be read from
/// then on, since several releases may share it. The disk may have it later: [`sync_files`].
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<fs::Metadata> {
    let mut file = within_folder(path, create)?;
    file.write_all(bytes)?;
    file.metadata()
}

/// Waits until the disk has files.
pub fn sync_files(paths: &[PathBuf]) -> io::Result<()> {
    let sync = |path: &PathBuf| File::open(path)?.sync_all();
    let threads = match rayon::current_num_threads() {
        // Who asks for one thread gets one.
        1 => 1,
        working => working * WAITS_AT_ONCE,
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(io::Error::other)?;
    pool.install(|| paths.par_iter().try_for_each(sync))
}

/// Lets everybody read a folder and what is in it, whatever the umask of who made it: the web
/// server is somebody else.
#[cfg(unix)]
pub fn let_read(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        let kind = entry.file_type();
        let_read_one(entry.path(), if kind.is_dir() { 0o755 } else { 0o444 })?;
    }
    Ok(())
}

/// The same for one file or folder that is no link; rights that it has stay.
#[cfg(unix)]
pub fn let_read_one(path: &Path, rights: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let meta = fs::symlink_metadata(path)?;
    let has = meta.permissions().mode();
    if meta.is_symlink() || has & rights == rights {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(has | rights))
}

/// Elsewhere rights come with the folder.
#[cfg(not(unix))]
pub fn let_read(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Elsewhere rights come with the folder.
#[cfg(not(unix))]
pub fn let_read_one(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Gives a file a second name, in a folder that may not exist yet.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    within_folder(to, |to| fs::hard_link(from, to))
}

/// Puts a file in the place of another one in one step.
pub fn replace(path: &Path, aside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    rename(aside, path)
}

/// Moves a file, folder or link, so that it stays moved.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Waits until the names in a folder are on the disk.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    // Only Unix opens folders, and only there names outlive their files' bytes.
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else {
        Ok(())
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o444);
    options.open(path)
}

/// Does it again with the folder made, where that is what was missing.
fn within_folder<T>(path: &Path, act: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    act(path).or_else(|error| {
        let folder = path
            .parent()
            .filter(|_| error.kind() == io::ErrorKind::NotFound);
        fs::create_dir_all(folder.ok_or(error)?)?;
        act(path)
    })
}
