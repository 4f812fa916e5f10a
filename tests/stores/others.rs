//! Stores of other makers: WebDAV by Apache, Google's interface, and Azure's by its emulator.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::google::Google;
use super::hosted::{Hosted, Outcome, files};
use super::server::{Server, free_port};

const PASSWORD: &str = "apasswordthatisnevershown";

/// Publishes, edits, publishes, goes back; `site` is what readers get.
fn round_trip(
    hosted: &Hosted,
    command: &dyn Fn(&[&str]) -> Command,
    site: &dyn Fn() -> BTreeMap<String, Vec<u8>>,
) {
    let summary = |arguments: &[&str]| {
        let arguments = [arguments, &["--format", "json"]].concat();
        Outcome::of(command(&arguments)).succeeds().summary()
    };
    let number = |summary: &serde_json::Value, name: &str| {
        summary[name].as_u64().expect("a number")
    };
    let first = summary(&[]);
    hosted.publish(&[]).succeeds();
    assert_eq!(site(), hosted.site(), "what a folder would hold");
    let again = summary(&[]);
    assert_eq!(
        (number(&again, "sent"), &again["was_live"]),
        (0, &true.into())
    );
    hosted.says("Other words.");
    hosted.write("content/how/new.md", "# New\n\nIt was not there.\n");
    let before = site();
    summary(&["--dry-run"]);
    assert_eq!(site(), before, "a dry run");
    let second = summary(&["--keep", "1"]);
    assert!(
        number(&second, "sent") < number(&first, "sent") / 2,
        "{second}"
    );
    let home = |site: &BTreeMap<String, Vec<u8>>| {
        String::from_utf8_lossy(&site["index.html"]).into_owned()
    };
    assert!(home(&site()).contains("Other words."));
    let list = Outcome::of(command(&["--list", "--format", "json"])).succeeds();
    assert_eq!(list.printed.lines().count(), 2, "{}", list.text);
    let back = summary(&["--rollback"]);
    assert_eq!(number(&back, "sent"), 0);
    assert!(home(&site()).contains("The first words."));
    assert!(!site().contains_key("how/new.html"), "it is gone again");
    summary(&["--keep", "0"]);
    let fresh = Hosted::new();
    fresh.says("Other words.");
    fresh.write("content/how/new.md", "# New\n\nIt was not there.\n");
    fresh.publish(&[]).succeeds();
    assert_eq!(site(), fresh.site(), "nothing of the others is left");
}

/// A folder of Apache's that may be written with a password.
struct Dav {
    folder: TempDir,
    server: Server,
}

/// What Apache needs to give a folder by WebDAV.
const DAV: &str = r#"
ServerRoot FOLDER
ServerName 127.0.0.1
Listen 127.0.0.1:PORT
PidFile FOLDER/apache.pid
ErrorLog FOLDER/apache.log
LoadModule mpm_event_module MODULES/mod_mpm_event.so
LoadModule authn_core_module MODULES/mod_authn_core.so
LoadModule authn_file_module MODULES/mod_authn_file.so
LoadModule authz_core_module MODULES/mod_authz_core.so
LoadModule authz_user_module MODULES/mod_authz_user.so
LoadModule auth_basic_module MODULES/mod_auth_basic.so
LoadModule mime_module MODULES/mod_mime.so
LoadModule dav_module MODULES/mod_dav.so
LoadModule dav_fs_module MODULES/mod_dav_fs.so
TypesConfig /etc/mime.types
DavLockDB FOLDER/locks/db
DocumentRoot FOLDER/files
User nobody
Group nogroup
<Location />
  Dav On
  DavDepthInfinity DEPTH
  AuthType Basic
  AuthName handbook
  AuthUserFile FOLDER/users
  Require valid-user
</Location>
"#;

impl Dav {
    fn start(depth: &str) -> Option<Self> {
        let modules = Path::new("/usr/lib/apache2/modules");
        let programs = ["/usr/sbin/apache2", "/usr/sbin/httpd"].map(PathBuf::from);
        let program = programs.into_iter().find(|program| program.exists());
        let Some(program) = program.filter(|_| modules.join("mod_dav.so").exists())
        else {
            eprintln!("not tried: Apache is not installed");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder for the test");
        // Where the test runs as root, Apache is somebody else.
        open_to_all(folder.path());
        for name in ["files", "files/handbook", "locks"] {
            let inner = folder.path().join(name);
            fs::create_dir(&inner).expect("it is new");
            open_to_all(&inner);
        }
        let users = "beth:{SHA}Z4SOQRaLr+qETnzdC/JBMfoYXVA=\n";
        fs::write(folder.path().join("users"), users).expect("it can be written");
        let port = free_port();
        let settings = DAV
            .replace("FOLDER", &folder.path().to_string_lossy())
            .replace("MODULES", &modules.to_string_lossy())
            .replace("PORT", &port.to_string())
            .replace("DEPTH", depth);
        let file = folder.path().join("server.conf");
        fs::write(&file, settings).expect("it can be written");
        let mut command = Command::new(program);
        command.args(["-D", "FOREGROUND", "-f"]).arg(file);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server::start(command, port);
        Some(Self { folder, server })
    }

    fn command(&self, hosted: &Hosted, arguments: &[&str]) -> Command {
        let address = format!("http://127.0.0.1:{}/handbook", self.server.port);
        let mut command = hosted.command(&address, arguments);
        command
            .env("TANDEM_WEBDAV_USER", "beth")
            .env("TANDEM_WEBDAV_PASSWORD", PASSWORD)
            .env("NO_PROXY", "127.0.0.1")
            .env("TANDEM_PUBLISH_WATCH", "0.4");
        command
    }

    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        let mut site = files(&self.folder.path().join("files/handbook"));
        site.retain(|path, _| !path.starts_with(".tandem/"));
        // Apache keeps what it knows of files beside them.
        site.retain(|path, _| !path.contains(".DAV/"));
        site
    }
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let rights = fs::Permissions::from_mode(0o777);
    fs::set_permissions(folder, rights).expect("it is ours");
}

#[test]
fn a_webdav_folder_of_apache_holds_releases() {
    let Some(dav) = Dav::start("On") else {
        return;
    };
    let hosted = Hosted::new();
    round_trip(
        &hosted,
        &|arguments| dav.command(&hosted, arguments),
        &|| dav.site(),
    );
}

#[test]
fn a_wrong_password_for_webdav_is_one_message_and_is_never_shown() {
    let Some(dav) = Dav::start("On") else {
        return;
    };
    let hosted = Hosted::new();
    Outcome::of(dav.command(&hosted, &[])).succeeds();
    let site = dav.site();
    hosted.says("Other words.");
    let wrong = "awrongpasswordofthetests";
    let mut command = dav.command(&hosted, &[]);
    command.env("TANDEM_WEBDAV_PASSWORD", wrong);
    let told = Outcome::of(command);
    let told = told.fails(2, "E035", "does not let these credentials in");
    // As it is, and as it goes over the network.
    for secret in [wrong, PASSWORD, "Basic "] {
        assert!(!told.text.contains(secret), "{}", told.text);
    }
    assert_eq!(dav.site(), site);
}

#[test]
fn a_webdav_folder_that_lists_only_itself_is_one_message() {
    let Some(dav) = Dav::start("Off") else {
        return;
    };
    let told = Outcome::of(dav.command(&Hosted::new(), &[]));
    told.fails(2, "E035", "DavDepthInfinity On");
    assert_eq!(dav.site(), BTreeMap::new());
}

#[test]
fn the_interface_of_google_holds_releases() {
    let google = Google::start();
    let hosted = Hosted::new();
    let key = hosted.root().with_file_name("key.json");
    let text = serde_json::json!({
        "private_key": "none", "private_key_id": "none", "client_email": "none",
        "disable_oauth": true,
        "gcs_base_url": format!("http://127.0.0.1:{}", google.port),
    });
    fs::create_dir_all(hosted.root()).expect("it can be made");
    fs::write(&key, text.to_string()).expect("it can be written");
    let site = || {
        let below = google.below("bucket/team/handbook/").into_iter();
        let shown = below.filter(|(path, _)| !path.starts_with(".tandem/"));
        shown.map(|(path, object)| (path, object.bytes)).collect()
    };
    let command = |arguments: &[&str]| {
        let mut command = hosted.command("gs://bucket/team/handbook", arguments);
        command
            .env("GOOGLE_SERVICE_ACCOUNT", &key)
            .env("GOOGLE_ALLOW_HTTP", "true")
            .env("NO_PROXY", "127.0.0.1")
            .env("TANDEM_PUBLISH_WATCH", "0.4");
        command
    };
    round_trip(&hosted, &command, &site);
    let home = &google.below("bucket/team/handbook/")["index.html"];
    let told = (home.kind.as_str(), home.caching.as_str());
    assert_eq!(told, ("text/html; charset=utf-8", "no-cache"));
}

/// The account that every copy of the emulator has, and its key, which is no secret.
const AZURE: (&str, &str) = (
    "devstoreaccount1",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
);

/// Makes a container that everybody may read: `node -e … PORT KEY`.
const MAKE_CONTAINER: &str = r#"
const [port, key] = process.argv.slice(1);
const headers = { 'x-ms-blob-public-access': 'container', 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-08-06' };
const named = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join('');
const signed = `PUT${'\n'.repeat(12)}${named}/devstoreaccount1/devstoreaccount1/container\nrestype:container`;
const mac = require('crypto').createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64');
fetch(`http://127.0.0.1:${port}/devstoreaccount1/container?restype=container`, { method: 'PUT', headers: { ...headers, authorization: `SharedKey devstoreaccount1:${mac}` } })
  .then(async (answer) => { if (!answer.ok) { console.error(await answer.text()); process.exit(1); } });
"#;

#[test]
fn the_emulator_of_azure_holds_releases() {
    let Some(script) = std::env::var_os("TANDEM_AZURITE") else {
        return eprintln!(
            "not tried: TANDEM_AZURITE does not name azurite/dist/src/blob/main.js"
        );
    };
    let folder = tempfile::tempdir().expect("a folder for the test");
    let port = free_port();
    let mut node = Command::new("node");
    node.arg(script)
        .args(["--silent", "--skipApiVersionCheck", "--blobPort"]);
    node.arg(port.to_string())
        .arg("--location")
        .arg(folder.path());
    node.stdout(Stdio::null());
    let server = Server::start(node, port);
    let mut make = Command::new("node");
    make.args(["-e", MAKE_CONTAINER, &port.to_string(), AZURE.1]);
    Outcome::of(make).succeeds();
    let hosted = Hosted::new();
    let command = |arguments: &[&str]| {
        let mut command = hosted.command("az://container/team/handbook", arguments);
        command
            .env("AZURE_STORAGE_ACCOUNT_NAME", AZURE.0)
            .env("AZURE_STORAGE_ACCOUNT_KEY", AZURE.1)
            .env("AZURE_STORAGE_USE_EMULATOR", "true")
            .env(
                "AZURITE_BLOB_STORAGE_URL",
                format!("http://127.0.0.1:{port}"),
            )
            .env("NO_PROXY", "127.0.0.1")
            .env("TANDEM_PUBLISH_WATCH", "0.4");
        command
    };
    let container = format!("/{}/container", AZURE.0);
    let site = || {
        let asked = "restype=container&comp=list&prefix=team/handbook/";
        let listed = server.get(&format!("{container}?{asked}"));
        assert_eq!(listed.status, 200);
        let listed = String::from_utf8_lossy(&listed.body).into_owned();
        let names = listed.split("<Name>").skip(1);
        let names = names.filter_map(|rest| rest.split("</Name>").next());
        let paths = names.filter_map(|name| name.strip_prefix("team/handbook/"));
        let shown = paths.filter(|path| !path.starts_with(".tandem/"));
        let read = |path: &str| server.get(&format!("{container}/team/handbook/{path}"));
        shown
            .map(|path| (path.to_owned(), read(path).body))
            .collect()
    };
    round_trip(&hosted, &command, &site);
    let home = server.get(&format!("{container}/team/handbook/index.html"));
    assert_eq!(home.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(home.headers["cache-control"], "no-cache");
}
