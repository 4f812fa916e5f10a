//! Our own handbook in a real browser, and on real web servers; the work is done by the scripts
//! that are named here, in `tests/browser`.
#![allow(clippy::disallowed_methods)] // the test asks the environment for a browser

use std::path::Path;
use std::process::Command;

const MISSING: &str = "the browser tests need Debian's Chromium and Node.js: run ./test, which \
    installs them, or `apt-get install chromium nodejs npm` and then `npm install` in \
    tests/browser; TANDEM_SKIP_BROWSER=1 leaves them out";

#[test]
fn every_page_of_our_own_handbook_works_in_a_browser() {
    run("pages.mjs");
}

#[test]
fn people_learn_search_and_write_in_a_browser() {
    run("people.mjs");
}

/// Runs one of the scripts, which say what is wrong.
fn run(script: &str) {
    if std::env::var_os("TANDEM_SKIP_BROWSER").is_some_and(|value| value == "1") {
        println!("skipped: TANDEM_SKIP_BROWSER=1");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/browser");
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let answers = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let ready =
        answers("node") && answers(&browser) && folder.join("node_modules").is_dir();
    assert!(ready, "{MISSING}");
    let output = Command::new("node")
        .arg(script)
        .args([Path::new(env!("CARGO_BIN_EXE_tandem")), root])
        .current_dir(&folder)
        .output()
        .expect("node answered a moment ago");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    println!("{said}{complained}");
}

#[test]
fn our_own_handbook_works_on_real_web_servers() {
    run("hosting.mjs");
}
