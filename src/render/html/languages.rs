//! What the highlighter knows of each language: words and delimiters, as data.

/// A language, or a family that looks alike.
pub struct Language {
    /// What writers call it behind the fence.
    pub names: &'static [&'static str],
    /// What begins a comment that ends with the line.
    pub line_comments: &'static [&'static str],
    /// What begins and ends a comment over several lines.
    pub block_comment: Option<(&'static str, &'static str)>,
    /// What begins and ends texts; longer ones first.
    pub quotes: &'static [&'static str],
    /// Words of the language, separated by blanks.
    pub keywords: &'static str,
    /// Names of types that do not begin with a capital letter.
    pub types: &'static str,
    /// How it is built.
    pub shape: Shape,
}

/// How a language is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words, calls, operators.
    Code,
    /// As code, but words are the same in capitals.
    Caseless,
    /// Commands with options and variables.
    Shell,
    /// Names with values.
    Data,
    /// Elements with attributes.
    Markup,
    /// Lines that were added or removed.
    Diff,
}

/// Values that many languages write as words.
pub const CONSTANTS: &str = "true false null nil none None True False undefined NaN yes no on off TRUE FALSE NULL";

const C_COMMENT: Option<(&str, &str)> = Some(("/*", "*/"));

/// The languages, and families of them.
pub const LANGUAGES: &[Language] = &[
    Language {
        names: &["rust", "rs"],
        line_comments: &["//"],
        block_comment: C_COMMENT,
        quotes: &["\""],
        keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type union unsafe use where while",
        types: "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
        shape: Shape::Code,
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        line_comments: &["//"],
        block_comment: C_COMMENT,
        quotes: &["\"", "'", "`"],
        keywords: "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function get if implements import in instanceof interface let namespace new of private protected public readonly return set static super switch this throw try type typeof var void while with yield",
        types: "any bigint boolean never number object string symbol unknown",
        shape: Shape::Code,
    },
    Language {
        names: &["python", "py"],
        line_comments: &["#"],
        block_comment: None,
        quotes: &["\"\"\"", "'''", "\"", "'"],
        keywords: "and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
        types: "bool bytes dict float int list object set str tuple",
        shape: Shape::Code,
    },
    Language {
        names: &[
            "c", "h", "cpp", "c++", "hpp", "java", "kotlin", "kt", "csharp", "cs", "c#",
            "go", "golang", "swift", "scala", "dart", "php",
        ],
        line_comments: &["//"],
        block_comment: C_COMMENT,
        quotes: &["\"", "'", "`"],
        keywords: "abstract as async await auto base break case catch chan class const continue data default defer delete do else enum export extends extension extern final finally fn for foreach from fun func function go goto guard if implements import in init inline instanceof interface internal is let map match module namespace new object operator out override package private protected protocol public range readonly record return sealed select self sizeof static struct super switch template this throw throws trait try type typedef typename typeof union unless using val var virtual void volatile when where while with yield",
        types: "bool boolean byte char double error float int int8 int16 int32 int64 long short signed size_t string uint uint8 uint16 uint32 uint64 unsigned",
        shape: Shape::Code,
    },
    Language {
        names: &["ruby", "rb", "lua", "elixir", "ex", "perl", "pl", "r"],
        line_comments: &["#", "--"],
        block_comment: None,
        quotes: &["\"", "'"],
        keywords: "alias and begin break case class def defined do else elsif end ensure false for function if in local module my next not or our package redo repeat require rescue retry return self sub super then undef unless until use when while yield",
        types: "",
        shape: Shape::Code,
    },
    Language {
        names: &["sql", "mysql", "postgresql", "postgres", "sqlite"],
        line_comments: &["--"],
        block_comment: C_COMMENT,
        quotes: &["'", "\"", "`"],
        keywords: "add all alter and any as asc begin between by case check column commit constraint create cross database default delete desc distinct drop else end exists foreign from full grant group having if in index inner insert intersect into is join key left like limit not offset on or order outer primary references returning right rollback select set table then transaction union unique update using values view when where with",
        types: "bigint boolean char date decimal float int integer json jsonb numeric real serial smallint text time timestamp timestamptz uuid varchar",
        shape: Shape::Caseless,
    },
    Language {
        names: &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "console",
            "fish",
            "powershell",
            "ps1",
            "bat",
            "dockerfile",
            "docker",
            "makefile",
            "make",
        ],
        line_comments: &["#"],
        block_comment: None,
        quotes: &["\"", "'"],
        keywords: "add alias begin break case cd cmd copy do done elif else end entrypoint env esac eval exec exit export expose fi for from function if in label local param read readonly return run select set shift source test then trap unset until user volume while workdir",
        types: "",
        shape: Shape::Shell,
    },
    Language {
        names: &["json", "json5", "jsonc", "jsonl"],
        line_comments: &["//"],
        block_comment: C_COMMENT,
        quotes: &["\"", "'"],
        keywords: "",
        types: "",
        shape: Shape::Data,
    },
    Language {
        names: &["yaml", "yml", "toml", "ini", "conf", "env", "properties"],
        line_comments: &["#", ";"],
        block_comment: None,
        quotes: &["\"\"\"", "\"", "'"],
        keywords: "",
        types: "",
        shape: Shape::Data,
    },
    Language {
        names: &["css", "scss", "less"],
        line_comments: &["//"],
        block_comment: C_COMMENT,
        quotes: &["\"", "'"],
        keywords: "and from important import include media mixin not only supports to",
        types: "",
        shape: Shape::Data,
    },
    Language {
        names: &["html", "xml", "svg", "vue", "xhtml", "htm"],
        line_comments: &[],
        block_comment: Some(("<!--", "-->")),
        quotes: &["\"", "'"],
        keywords: "",
        types: "",
        shape: Shape::Markup,
    },
    Language {
        names: &["diff", "patch"],
        line_comments: &[],
        block_comment: None,
        quotes: &[],
        keywords: "",
        types: "",
        shape: Shape::Diff,
    },
];

/// The language with this name, whatever its capitals.
pub fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| {
        language
            .names
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    })
}
