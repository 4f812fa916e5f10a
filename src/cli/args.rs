//! The words of the command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Builds the handbook that makes Sales and Marketing work as one team.
#[derive(Debug, Parser)]
#[command(
    name = "tandem",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Global {
    /// Folder that holds handbook.yml (default: the nearest one upwards)
    #[arg(short, long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Another configuration file
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How problems and lists are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to use colours; NO_COLOR and CLICOLOR_FORCE are honoured
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// Print problems only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print every problem, not a few of each sort
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// The day to judge freshness by (also SOURCE_DATE_EPOCH)
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
}

/// How problems and lists are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object a line.
    Json,
    /// For code hosts and editors: problems as SARIF 2.1.0.
    Sarif,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A starter handbook that builds without a finding; never overwrites a file
    Init {
        /// Where (default: here)
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Build the site
    Build(BuildArguments),
    /// Publish the site as a release that can be taken back
    Publish(PublishArguments),
    /// Show the handbook in the browser and keep it up to date while it is edited
    Serve(ServeArguments),
    /// Run every check and write nothing
    Check {
        /// Warnings are errors
        #[arg(long)]
        strict: bool,
        /// Check drafts too
        #[arg(long)]
        drafts: bool,
        /// Check one edition
        #[arg(long, value_name = "NAME")]
        audience: Option<String>,
    },
    /// Print-ready PDFs: sheets of workshops, cards, passports, pages, the whole book
    #[cfg(feature = "handouts")]
    Handout(HandoutArguments),
    /// What the browser's search would answer
    Search(SearchArguments),
    /// List what there is
    List {
        /// What to list
        what: Subject,
        /// List one edition
        #[arg(long, value_name = "NAME")]
        audience: Option<String>,
    },
    /// What a problem means, with an example before and after
    Explain {
        /// The problem's code, such as E502; without one, all codes are listed
        code: Option<String>,
    },
    /// A new page of a kind, with its fields filled in as far as can be known
    New {
        /// The kind: page, playbook, myths, process, path, workshop, term, team or role
        kind: String,
        /// The title
        title: String,
    },
    /// The files of the theme: which there are, and copies of them to change
    Theme {
        /// What to do
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Remove what build wrote, and nothing else
    Clean {
        /// The output folder
        #[arg(short, long, value_name = "DIR")]
        output_dir: Option<PathBuf>,
    },
    /// Completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// What `theme` can do.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// List the shipped files, and which of them the handbook replaces
    List,
    /// Copy a shipped file into the handbook's own theme; never overwrites a file
    Copy {
        /// Its path, such as templates/page.html or strings.yaml
        path: String,
    },
}

/// What `build` understands.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Where the site is written (default: public, or public-NAME for an edition)
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Which site is made of the handbook.
    #[command(flatten)]
    pub site: SiteArguments,
    /// What a web server is told of it.
    #[command(flatten)]
    pub server: ServerArguments,
}

/// Which site is made of the handbook, to be built or published.
#[derive(Debug, Args)]
pub struct SiteArguments {
    /// Absolute address of the published site
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Take drafts in too
    #[arg(long)]
    pub drafts: bool,
    /// One edition: participant, facilitator, or an audience of the handbook's own
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
    /// Warnings are errors
    #[arg(long)]
    pub strict: bool,
    /// Publish the site although there are errors in the content
    #[arg(long)]
    pub lenient: bool,
}

/// What a web server is told of a site.
#[derive(Debug, Args)]
pub struct ServerArguments {
    /// Write what this web server has to be told, beside the output folder
    #[arg(long, value_enum, value_name = "NAME")]
    pub server: Option<ServerName>,
    /// Where that is written instead
    #[arg(long, value_name = "FILE", requires = "server")]
    pub server_file: Option<PathBuf>,
    /// The folder that the server takes the site from, if it is another one
    #[arg(long, value_name = "DIR", requires = "server")]
    pub server_folder: Option<PathBuf>,
}

/// Web servers that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ServerName {
    /// nginx
    Nginx,
    /// Apache httpd
    Apache,
    /// Caddy
    Caddy,
    /// Microsoft IIS
    Iis,
}

/// What `publish` understands.
#[derive(Debug, Args)]
pub struct PublishArguments {
    /// Where readers get the site from: a folder, or the address of an object store
    pub target: String,
    /// With --rollback: the release to go back to; the beginning of its name is enough
    #[arg(requires = "rollback")]
    pub release: Option<String>,
    /// Which site is made of the handbook.
    #[command(flatten)]
    pub site: SiteArguments,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Old releases that stay, for going back to
    #[arg(long, value_name = "NUMBER", default_value_t = crate::publish::KEPT)]
    pub keep: usize,
    /// Publish although another handbook is there, or most of its pages would vanish
    #[arg(long)]
    pub replace: bool,
    /// Replace the files of a folder one by one, without releases: for shares without links
    #[arg(long)]
    pub in_place: bool,
    /// What a web server is told of it.
    #[command(flatten)]
    pub server: ServerArguments,
    /// Show the releases that are there
    #[arg(long, conflicts_with_all = ["rollback", "dry_run", "server"])]
    pub list: bool,
    /// Go back to the release before, or to the one that is named
    #[arg(
        long,
        value_name = "RELEASE",
        num_args = 0..=1,
        require_equals = true, // so that it never takes the target for a release
        conflicts_with_all = ["dry_run", "server"]
    )]
    pub rollback: Option<Option<String>>,
}

impl PublishArguments {
    /// Whether to go back; and to which release, if one is named.
    pub fn way_back(&self) -> Option<Option<&str>> {
        let named = self.rollback.as_ref()?;
        Some(named.as_deref().or(self.release.as_deref()))
    }
}

/// What `serve` understands.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The port
    #[arg(short, long, default_value_t = 4242)]
    pub port: u16,
    /// The address to listen on; anything but this machine shows the handbook to others
    #[arg(short, long, default_value = "127.0.0.1")]
    pub interface: IpAddr,
    /// A host name to answer to, with another interface than this machine
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Show the page that was saved, wherever the browser is
    #[arg(long)]
    pub navigate_to_changed: bool,
    /// The command that opens a file: `code`, or `xterm -e vim +{line} {file}` [default: $VISUAL, $EDITOR]
    #[arg(long, value_name = "COMMAND")]
    pub editor: Option<String>,
    /// Look for changes twice a second instead of waiting to be told
    #[arg(long)]
    pub poll: bool,
    /// Show drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Show one edition
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
}

/// What `handout` understands.
#[cfg(feature = "handouts")]
#[derive(Debug, Args)]
pub struct HandoutArguments {
    /// Pages, such as `map-the-loop` or `processes/enquiry-handover.md`; without any, all
    /// workshops, paths and cards
    #[arg(value_name = "PAGE")]
    pub pages: Vec<String>,
    /// Where the PDFs are written (default: handouts, for an edition handouts-NAME)
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// The size of the pages
    #[arg(long, value_enum, default_value_t = PaperSize::A4)]
    pub paper: PaperSize,
    /// The whole handbook as one PDF
    #[arg(long, conflicts_with = "pages")]
    pub book: bool,
    /// The pages joined into one leaflet
    #[arg(long, requires = "pages")]
    pub join: bool,
    /// Absolute address of the published site, for the codes that lead back to it
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Print drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Print one edition: participant, facilitator, or an audience of the handbook's own
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
}

/// Sizes of paper.
#[cfg(feature = "handouts")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperSize {
    /// 210 by 297 mm
    A4,
    /// 8.5 by 11 inches
    Letter,
}

/// What `search` understands.
#[derive(Debug, Args)]
pub struct SearchArguments {
    /// What to look for; `-` reads one query a line and prints one JSON object a line
    #[arg(allow_hyphen_values = true, required_unless_present = "expected")]
    pub query: Option<String>,
    /// Show the place of every page that expected-searches.yml names
    #[arg(long, conflicts_with = "query")]
    pub expected: bool,
    /// Most results
    #[arg(long, default_value_t = 10, value_name = "NUMBER")]
    pub limit: usize,
    /// Only this kind, such as `process` or `step`; may be given several times
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// The reader's side: what is on it counts a little more
    #[arg(long, value_name = "SIDE")]
    pub side: Option<String>,
    /// Look in drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Look in one edition
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
}

/// What `list` can list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// All pages
    Pages,
    /// Pages that are not shown yet
    Drafts,
    /// Pages that want a review
    Due,
    /// Who answers for what
    Owners,
    /// The glossary
    Terms,
    /// Pages and files that nothing links to
    Unused,
}
