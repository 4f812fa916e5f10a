//! The live server: the same outputs, made when asked for, and made again when files change.
//!
//! Given [`Inputs`], serves what a build of them gives, and tells browsers about every
//! change. Answers come from one immutable snapshot: a request never leads to a path on the
//! disk. Never writes a file, never prints: what happens is told through [`Say`].
#![allow(clippy::disallowed_methods)] // the edge: sockets, pauses and the clock

mod answer;
mod editor;
mod events;
mod guard;
mod http;
mod keeper;
mod known;
mod librarian;
mod likeness;
mod live;
mod lookup;
mod moves;
mod panics;
mod places;
mod problems;
mod programs;
mod scout;
mod snapshot;
mod tools;
mod unfinished;
mod watch;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::input::{Inputs, Purpose};
use answer::Desk;
use editor::Editor;
use guard::Guard;
use http::Listeners;
use keeper::Keeper;
pub use known::Known;
use live::Live;
use scout::Scout;
pub use snapshot::{Snapshot, Update};
use watch::{Signal, Watch};

/// How a handbook is served.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The network interface; anything but this computer needs `hosts`.
    pub interface: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// Names under which the server answers, besides `localhost`; with or without a port.
    pub hosts: Vec<String>,
    /// How changes are noticed.
    pub watching: Watching,
    /// Whether a browser is opened.
    pub open: Open,
    /// Whether browsers go where the writer is.
    pub navigate: Navigate,
    /// The command that starts the writer's editor; `None` asks the system for one.
    pub editor: Option<String>,
    /// How much one client may ask for.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            interface: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 4242,
            hosts: Vec::new(),
            watching: Watching::Native,
            open: Open::No,
            navigate: Navigate::Stay,
            editor: None,
            limits: Limits::default(),
        }
    }
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system reports them.
    Native,
    /// Everything is looked at twice a second: for network drives.
    Poll,
}

/// Whether a browser is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Once the server listens.
    Browser,
    /// Never.
    No,
}

/// Whether browsers go where the writer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Navigate {
    /// To the page whose text was saved.
    ToChanged,
    /// They stay at their page.
    Stay,
}

/// How much one client may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long the head of a request may take, and how long a connection may idle.
    pub header_time: Duration,
    /// How long the head of a request may be, in bytes; hyper takes no less than 8 KiB.
    pub header_bytes: usize,
    /// How many connections are open at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // A browser sends its head at once and keeps about ten connections open.
        Self {
            header_time: Duration::from_secs(10),
            header_bytes: 16 * 1024,
            connections: 512,
        }
    }
}

/// What happened, for the caller to tell.
pub enum Event {
    /// The server answers at this address.
    Listening {
        /// The address to open.
        url: String,
        /// Whether other computers reach it.
        reach: Reach,
    },
    /// There is a new build.
    Built(Arc<Snapshot>),
    /// The system cannot report changes, so everything is looked at twice a second.
    Polling {
        /// Why.
        why: String,
    },
    /// A build failed by a fault of ours; the last good one is still served.
    Failed {
        /// What the fault says.
        message: String,
    },
    /// The browser could not be opened.
    NotOpened {
        /// Why.
        why: String,
    },
}

/// Who can connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Programs on this computer.
    ThisComputer,
    /// Everybody on the network.
    Network,
}

/// Hears what happens; called from several threads.
pub type Say = Arc<dyn Fn(Event) + Send + Sync>;

/// Why a handbook cannot be served.
#[derive(Debug)]
pub enum Fault {
    /// Another program listens there.
    PortTaken(SocketAddr),
    /// The system refuses the address.
    NotBound(SocketAddr, io::Error),
    /// Others may connect, and nobody said under which name.
    HostsMissing(IpAddr),
    /// This is no name of a host.
    NotAHost(String),
    /// The first build failed by a fault of ours.
    NotBuilt(String),
    /// The system gives no thread or timer.
    NoThreads(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::PortTaken(address) => {
                let (port, next) =
                    (address.port(), address.port().wrapping_add(1).max(1024));
                write!(
                    out,
                    "port {port} of {} is used by another program; choose another one with `--port {next}`, or stop that program",
                    address.ip()
                )
            }
            Self::NotBound(address, error) => write!(
                out,
                "cannot listen at {address}: {error}; choose another address with `--interface` and `--port`"
            ),
            Self::HostsMissing(interface) => write!(
                out,
                "at {interface} other computers can connect; name the hosts they may use, such as `--host handbook.example.com`"
            ),
            Self::NotAHost(host) => write!(
                out,
                "`{host}` is not the name of a host; write it like `handbook.example.com` or `handbook.example.com:8080`"
            ),
            Self::NotBuilt(message) => {
                write!(
                    out,
                    "the first build failed: {message}; this is a fault of Tandem, please report it"
                )
            }
            Self::NoThreads(error) => write!(out, "the server cannot start: {error}"),
        }
    }
}

impl std::error::Error for Fault {}

/// Serves a handbook until somebody presses Ctrl C.
pub fn run(
    read: impl FnOnce() -> Inputs,
    settings: &Settings,
    say: Say,
) -> Result<(), Fault> {
    let server = Server::start(read, settings, say)?;
    let waited = server.runtime.block_on(tokio::signal::ctrl_c());
    server.stop();
    waited.map_err(Fault::NoThreads)
}

/// A server that runs.
pub struct Server {
    url: String,
    address: SocketAddr,
    live: Arc<Live>,
    signals: mpsc::Sender<Signal>,
    keeper: JoinHandle<()>,
    runtime: Runtime,
}

impl Server {
    /// Takes the port, reads and builds once, then answers; then it finds out what is wrong.
    ///
    /// Whoever comes meanwhile is let in when there are pages.
    pub fn start(
        read: impl FnOnce() -> Inputs,
        settings: &Settings,
        say: Say,
    ) -> Result<Self, Fault> {
        let listeners = Listeners::bind(settings)?;
        let address = listeners.address;
        let guard = Guard::new(settings, address.port())?;
        let runtime = http::runtime().map_err(Fault::NoThreads)?;
        let url = url(settings, address.port());
        say(Event::Listening {
            url: url.clone(),
            reach: reach(settings.interface),
        });
        open_browser(settings, &url, &say);
        let started = Instant::now();
        let mut inputs = read();
        inputs.request.purpose = Purpose::Live;
        let (mut keeper, live) =
            Keeper::start(inputs, say.clone()).map_err(Fault::NotBuilt)?;
        {
            let _inside = runtime.enter();
            let failed = |error| Fault::NotBound(address, error);
            let desk = Desk {
                live: live.clone(),
                guard,
                editor: Editor::new(settings.editor.as_deref()),
                navigate: settings.navigate,
            };
            http::listen(listeners, desk, settings.limits).map_err(failed)?;
        }
        keeper.judge(started).map_err(Fault::NotBuilt)?;
        say(Event::Built(live.snapshot()));
        let (signals, received) = mpsc::channel();
        let scout = Scout::new(signals.clone()).map_err(Fault::NoThreads)?;
        let watch = Watch::new(settings.watching, signals.clone(), received, say);
        let keep = move || keeper.keep(watch, scout);
        let keeper = std::thread::Builder::new()
            .name("rebuild".into())
            .spawn(keep);
        let keeper = keeper.map_err(Fault::NoThreads)?;
        Ok(Self {
            url,
            address,
            live,
            signals,
            keeper,
            runtime,
        })
    }

    /// The address to open.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it serves at this moment.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.live.snapshot()
    }

    /// Waits for a snapshot that fulfils a condition.
    pub fn wait_for(
        &self,
        patience: Duration,
        condition: impl Fn(&Snapshot) -> bool,
    ) -> Option<Arc<Snapshot>> {
        let until = Instant::now() + patience;
        loop {
            let snapshot = self.snapshot();
            if condition(&snapshot) {
                return Some(snapshot);
            }
            if Instant::now() > until {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends all connections and waits for a rebuild under way.
    pub fn stop(self) {
        // Both fail only if the thread has already ended, which is what we want.
        let _ = self.signals.send(Signal::Stop);
        let _ = self.keeper.join();
        self.runtime.shutdown_background();
    }
}

fn open_browser(settings: &Settings, url: &str, say: &Say) {
    if settings.open == Open::Browser
        && let Err(error) = programs::open(url.as_ref())
    {
        let why = error.to_string();
        say(Event::NotOpened { why });
    }
}

fn reach(interface: IpAddr) -> Reach {
    if interface.is_loopback() {
        Reach::ThisComputer
    } else {
        Reach::Network
    }
}

/// The address to open: the first name that was given, else `localhost`.
fn url(settings: &Settings, port: u16) -> String {
    let name = match (reach(settings.interface), settings.hosts.first()) {
        (Reach::Network, Some(host)) => host.clone(),
        _ => "localhost".to_owned(),
    };
    if guard::has_port(&name) {
        format!("http://{name}/")
    } else {
        format!("http://{name}:{port}/")
    }
}
