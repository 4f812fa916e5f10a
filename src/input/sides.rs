//! What the settings say about the two sides: names, places, colours.

use std::sync::Arc;

use super::node::Node;
use super::yaml::Entry;
use crate::codes::Code;
use crate::colour::Rgb;
use crate::diagnostic::Diagnostic;
use crate::palette::{self, Comparison, Measure, Paint, Whose};
use crate::span::Span;
use crate::suggest::nearest;

/// One of the two sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Side {
    /// Its id, such as `marketing`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its colour on the light page; the shipped one when the settings name none.
    pub colour: Option<Rgb>,
}

/// What may be said of a side.
const KEYS: [&str; 3] = ["name", "position", "colour"];

/// Reads `sides:`, left first; nothing when there are not two of them.
///
/// Colours with which the handbook could not be read are left out, both of them: the
/// shipped ones then stand, and a problem says why.
pub fn read(
    entry: &Entry,
    text: &str,
    name: &Arc<str>,
) -> (Option<[Side; 2]>, Vec<Diagnostic>) {
    let mut reader = Reader {
        entry,
        text,
        name,
        problems: Vec::new(),
    };
    let Node::Map(pairs) = &entry.value else {
        reader.wrong(
            entry.span,
            "`sides` must be a list of `name: value` lines",
            TWO,
        );
        return (None, reader.problems);
    };
    if pairs.len() != 2 {
        let message = format!("there are exactly two sides, not {}", pairs.len());
        reader.wrong(entry.span, &message, TWO);
        return (None, reader.problems);
    }
    let mut sides: Vec<(bool, Side)> = pairs
        .iter()
        .map(|(id, value)| reader.side(id, value))
        .collect();
    sides.sort_by_key(|(is_right, _)| *is_right);
    let sides = <[_; 2]>::try_from(sides).ok();
    let sides = sides.map(|sides| reader.judged(sides.map(|(_, side)| side)));
    (sides, reader.problems)
}

const TWO: &str = "name the left one and the right one, each on a line of its own";

struct Reader<'a> {
    entry: &'a Entry,
    text: &'a str,
    name: &'a Arc<str>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Span, message: &str, help: &str) {
        let problem = Diagnostic::at(Code::E012, self.name, span, message).help(help);
        self.problems.push(problem);
    }

    /// One side, and whether it stands on the right.
    fn side(&mut self, id: &str, value: &Node) -> (bool, Side) {
        let inner: &[(String, Node)] = match value {
            Node::Map(inner) => inner,
            _ => &[],
        };
        self.judge_keys(id, inner);
        let field = |key: &str| inner.iter().find(|(own, _)| own == key).map(|(_, v)| v);
        let text = |key: &str| field(key).and_then(Node::text);
        let side = Side {
            id: id.to_owned(),
            name: text("name").unwrap_or_else(|| crate::paths::title_from_name(id)),
            colour: field("colour").and_then(|value| self.colour(id, value)),
        };
        (text("position").as_deref() == Some("right"), side)
    }

    fn judge_keys(&mut self, id: &str, inner: &[(String, Node)]) {
        for (key, _) in inner {
            if KEYS.contains(&key.as_str()) {
                continue;
            }
            let span = self.behind(id, key);
            let help = match nearest(key, KEYS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known here: {}", KEYS.join(", ")),
            };
            let message = format!("there is no setting `sides.{id}.{key}`");
            let problem = Diagnostic::at(Code::E011, self.name, span, message);
            self.problems.push(problem.help(help));
        }
    }

    fn colour(&mut self, id: &str, value: &Node) -> Option<Rgb> {
        let text = value.text().unwrap_or_default();
        let colour = Rgb::parse(&text);
        if colour.is_none() && text.is_empty() {
            let span = self.behind(id, "colour");
            let message = format!("`colour` of `{id}` is empty: `#` begins a comment");
            self.wrong(
                span,
                &message,
                "put the colour in quotes, such as \"#7784FF\"",
            );
        } else if colour.is_none() {
            let span = self.behind(id, &text);
            let message = format!("`{text}` is not a colour");
            let help =
                "write # and six digits from 0 to F in quotes, such as \"#7784FF\"";
            self.wrong(span, &message, help);
        }
        colour
    }

    /// The sides with their colours, or without when these cannot be read or told apart.
    fn judged(&mut self, mut sides: [Side; 2]) -> [Side; 2] {
        let unread = self
            .problems
            .iter()
            .any(|problem| problem.code == Code::E012);
        if unread || sides.iter().all(|side| side.colour.is_none()) {
            sides.iter_mut().for_each(|side| side.colour = None);
            return sides;
        }
        let [left, right] = &sides;
        let colours = [
            left.colour.unwrap_or(palette::LEFT),
            right.colour.unwrap_or(palette::RIGHT),
        ];
        if let Some(fault) = palette::fault(colours[0], colours[1]) {
            self.refuse(&fault, &sides, colours);
            sides.iter_mut().for_each(|side| side.colour = None);
        }
        sides
    }

    /// Says which two colours do not go together, and which ones near them would.
    fn refuse(&mut self, fault: &Comparison, sides: &[Side; 2], colours: [Rgb; 2]) {
        // What the settings do not name is not where the fault is.
        let at = match sides[fault.side()].colour {
            Some(_) => fault.side(),
            None => 1 - fault.side(),
        };
        let named = |(paint, colour): (Paint, Rgb)| {
            format!("{colour} ({})", name_of(paint, sides))
        };
        let verb = match fault.measure {
            Measure::Contrast => "cannot be read on",
            Measure::Difference | Measure::Hue => "is hard to tell from",
        };
        let dark = match fault.theme {
            "dark" => " in the dark theme",
            _ => "",
        };
        let (what, on) = (named(fault.what), named(fault.on));
        let message = format!("{what} {verb} {on}{dark}: {fault}");
        let help = remedy(sides, colours);
        let span = self.behind(&sides[at].id, "colour");
        let problem = Diagnostic::at(Code::E013, self.name, span, message);
        self.problems.push(problem.help(help));
    }

    /// Where something stands that is said of a side.
    fn behind(&self, id: &str, wanted: &str) -> Span {
        let id = self.entry.locate(self.text, id);
        let lines = id.range().end..self.entry.lines.range().end;
        let rest = self.text.get(lines.clone()).unwrap_or_default();
        match rest.find(wanted) {
            Some(at) => {
                let start = lines.start + at;
                Span::new(start, start + wanted.len())
            }
            None => id,
        }
    }
}

/// Two colours that work, and why they are not those of the settings.
fn remedy(sides: &[Side; 2], colours: [Rgb; 2]) -> String {
    let near = palette::nearest_that_work(colours[0], colours[1]);
    let Some((left, right)) = near else {
        return format!(
            "no two colours near these work; those that Tandem comes with are \"{}\" for {} and \"{}\" for {}",
            palette::LEFT,
            sides[0].name,
            palette::RIGHT,
            sides[1].name
        );
    };
    let told = |at: usize, near: Rgb| {
        let (own, name) = (colours[at], &sides[at].name);
        let why = match (near == own, palette::shows_on_page(own)) {
            (true, _) => " (as it is)".to_owned(),
            (_, true) => format!(" (instead of {own})"),
            (_, false) => format!(" (instead of {own}, which is too light on the page)"),
        };
        format!("\"{near}\" for {name}{why}")
    };
    format!(
        "the nearest colours that work are {} and {}",
        told(0, left),
        told(1, right)
    )
}

/// What people call something that is painted.
fn name_of(paint: Paint, sides: &[Side; 2]) -> String {
    let owner = |whose: Whose| match whose {
        Whose::Left => sides[0].name.as_str(),
        Whose::Right => sides[1].name.as_str(),
        Whose::Joint => "both sides",
    };
    match paint {
        Paint::Page => "the page".to_owned(),
        Paint::Surface => "cards".to_owned(),
        Paint::Sunken => "notes".to_owned(),
        Paint::Ink => "letters".to_owned(),
        Paint::SoftInk => "soft letters".to_owned(),
        Paint::Fill(whose) => format!("the colour of {}", owner(whose)),
        Paint::Tint(whose) => format!("the tint of {}", owner(whose)),
        Paint::Text(whose) => format!("letters in the colour of {}", owner(whose)),
        Paint::On(whose) => format!("letters on the colour of {}", owner(whose)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::settings::parse;

    fn sides(yaml: &str) -> ([Side; 2], Vec<String>) {
        let name: Arc<str> = "handbook.yml".into();
        let (settings, problems) = parse(yaml, &name);
        let shown = problems.iter().map(|problem| {
            let start = problem.place.span.map_or(0, |span| span.range().start);
            let line = yaml[..start].matches('\n').count() + 1;
            format!("{}:{line} {}", problem.code.number(), problem.message)
        });
        (settings.sides, shown.collect())
    }

    #[test]
    fn each_side_has_its_colour() {
        let (sides, problems) = sides(
            "sides:\n  shop: { position: right, colour: \"#085\" }\n  brand: { colour: '#D9622B' }\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(sides[0].id, "brand");
        assert_eq!(sides[0].colour, Rgb::parse("#D9622B"));
        assert_eq!(sides[1].colour, Rgb::parse("#008855"));
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_told_on_its_line() {
        let (left, problems) =
            sides("sides:\n  a:\n    colour: '#7784FF'\n  b:\n    colour: #F35F52\n");
        assert_eq!(
            problems,
            ["E012:5 `colour` of `b` is empty: `#` begins a comment"]
        );
        assert_eq!(left[0].colour, None);
        let (_, problems) = sides("sides:\n  a: { colour: blue }\n  b: { color: red }\n");
        assert_eq!(
            problems,
            [
                "E012:2 `blue` is not a colour",
                "E011:3 there is no setting `sides.b.color`"
            ]
        );
    }

    #[test]
    fn colours_that_do_not_work_give_way_to_the_shipped_ones() {
        let (own, problems) = sides(
            "sides:\n  a: { name: Ay, colour: '#FFF3A0' }\n  b: { colour: '#F35F52' }\n",
        );
        assert_eq!(
            problems,
            [
                "E013:2 #FFF3A0 (the colour of Ay) cannot be read on #FBFAF8 (the page): the \
              contrast is 1.08, and it needs 3"
            ]
        );
        assert!(own.iter().all(|side| side.colour.is_none()));
        let (_, problems) =
            sides("sides:\n  a: { colour: '#1F5FBF' }\n  b: { colour: '#6A3FBF' }\n");
        assert_eq!(
            problems,
            [
                "E013:3 #1F5FBF (the colour of A) is hard to tell from #6A3FBF (the colour of \
              B): their hues are 35 degrees apart, and need 60"
            ]
        );
    }
}
