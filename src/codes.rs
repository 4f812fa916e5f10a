//! Every problem's number, name, severity and explanation.
//!
//! A code is never reused. The explanation is the file of that name in `docs/problems`.

use include_dir::{Dir, include_dir};

static EXPLANATIONS: Dir = include_dir!("$CARGO_MANIFEST_DIR/docs/problems");

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The handbook must not be published like this.
    Error,
    /// Somebody should look; `--strict` refuses it.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word for people and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $name:literal;)*) => {
        /// The number of a problem: a letter for its usual severity and three digits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $name] $code,)*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// The number as written, such as `E502`.
            pub fn number(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)* }
            }

            /// A few words, such as `broken link`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            /// How much it matters unless the settings say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    E001 Error "not UTF-8 text";
    E002 Error "not text";
    E003 Error "unreadable file";
    W004 Warning "link that leaves the handbook";
    W005 Warning "file left out";
    E006 Error "names that cannot live together";
    E010 Error "settings unreadable";
    E011 Error "unknown setting";
    E012 Error "setting with a wrong value";
    E013 Error "colours that do not work";
    E020 Error "template fault";
    E021 Error "theme missing";
    W022 Warning "words of the interface missing";
    W023 Warning "name that the theme does not have";
    W024 Warning "name in the settings that nothing has";
    E030 Error "output folder refused";
    E031 Error "output not written";
    E032 Error "target refused";
    E033 Error "release not written";
    E034 Error "store not reached";
    E035 Error "store refuses access";
    E036 Error "no such bucket";
    E037 Error "no such release";
    E038 Error "release damaged";
    E101 Error "unknown kind";
    E102 Error "required field missing";
    E103 Error "wrong type or too long";
    E104 Error "unknown field";
    E105 Error "address taken";
    E106 Error "bad date";
    E107 Error "bad duration";
    E108 Error "front matter unreadable";
    E109 Error "front matter too large";
    W110 Warning "no summary";
    N111 Note "no title";
    N112 Note "looks like front matter";
    N113 Note "field of another tool";
    W114 Warning "shortcode of another tool";
    W115 Warning "HTML left out";
    W116 Warning "HTML nested too deep";
    W117 Warning "picture that could run something";
    W118 Warning "no owner or review date";
    W120 Warning "review due soon";
    W121 Warning "review overdue";
    E201 Error "owner is not a known role";
    E202 Error "owner on the wrong side";
    E203 Error "joint page without an owner on each side";
    W204 Warning "one person owns both sides";
    W205 Warning "role with too many pages";
    E210 Error "step without an owner";
    E211 Error "step without a time limit";
    E212 Error "step with no or several who answer for it";
    E213 Error "table of responsibilities disagrees with the steps";
    E214 Error "crossing without a hand-off";
    E215 Error "hand-off between other sides";
    E216 Error "hand-off incomplete";
    W217 Warning "hand-off that never comes back";
    W218 Warning "step that waits on too many";
    E219 Error "way back to no earlier step";
    E301 Error "myth without reality";
    E302 Error "myth without evidence";
    W303 Warning "myth without better words";
    W304 Warning "myth without a grain of truth";
    E305 Error "evidence without date or source";
    W306 Warning "myth too long or not in quotes";
    W307 Warning "myths of one side outnumber the other's";
    W311 Warning "evidence too old";
    E401 Error "check without enough or right answers";
    W402 Warning "wrong answer without feedback";
    W403 Warning "answer such as all of the above";
    W405 Warning "right answer is usually the longest";
    E410 Error "number of weeks differs";
    E411 Error "path item that leads nowhere";
    W412 Warning "week without the other side";
    W413 Warning "week without a check at its end";
    W414 Warning "week with too much to do";
    W415 Warning "week without an outcome";
    E420 Error "agenda does not add up";
    W421 Warning "segment too long";
    W422 Warning "no handout, or a handout too long";
    E423 Error "facilitator notes outside a workshop";
    E501 Error "unknown anchor or reference";
    E502 Error "broken link";
    W503 Warning "link to the outside";
    E504 Error "image without alternative text";
    W505 Warning "page that nothing links to";
    W506 Warning "link text that says nothing";
    W507 Warning "heading level skipped";
    E508 Error "address not allowed";
    W509 Warning "address written differently";
    E510 Error "audience mark that cannot be read";
    E511 Error "unknown audience";
    N512 Note "link to what an edition leaves out";
    E513 Error "left-out text in an edition";
    E601 Error "unknown box or attribute";
    E602 Error "box never closed, or closed twice";
    E603 Error "box in the wrong place";
    N604 Note "diagram that stays text";
    E701 Error "not a flowing term";
    E702 Error "taken from nobody";
    W703 Warning "made for nobody";
    W704 Warning "the loop is open";
    W705 Warning "word to avoid";
    W706 Warning "team and processes disagree";
    E707 Error "counterpart on the same side";
    W708 Warning "counterpart not returned";
    W709 Warning "two terms share a name";
    W801 Warning "search does not find what is expected";
    E802 Error "expected search that says nothing";
    E901 Error "template for paper at fault";
    W902 Warning "no form on paper";
    W903 Warning "character without a typeface";
    W904 Warning "picture that is not printed";
    E905 Error "document that cannot be set";
    W906 Warning "PDF not fully accessible";
}

impl Code {
    /// The code with this number, in upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.number().eq_ignore_ascii_case(text.trim()))
    }

    /// Whether neither settings nor `--lenient` can soften it: who reads what is at stake.
    pub fn is_firm(self) -> bool {
        matches!(self, Self::E510 | Self::E511 | Self::E513)
    }

    /// What it means, with an example before and after, as Markdown.
    pub fn explanation(self) -> Option<&'static str> {
        EXPLANATIONS
            .get_file(format!("{}.md", self.number()))?
            .contents_utf8()
    }
}
