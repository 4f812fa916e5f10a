//! Rules about balance: whose myths are told, and whether checks can be guessed.

use super::finding::Anchor;
use super::overview::{Found, Handbook, Shown};
use crate::codes::Code;
use crate::page::At;
use crate::page::parts::{Check, CheckForm};
use crate::site::position::Position;

/// Myths by which one side may be ahead of the other.
const MOST_AHEAD: usize = 2;
/// Checks below which nothing can be said about all of them.
const FEWEST_CHECKS: usize = 5;
/// In how many of a hundred checks the right answer may be the longest.
const MOST_LONGEST: usize = 60;

/// Neither side is heard much more often than the other.
pub fn myths(handbook: &Handbook, found: &mut Found) {
    let mut heard: [Vec<(&Shown, usize)>; 2] = [Vec::new(), Vec::new()];
    for page in handbook.pages.iter().filter(|page| page.is_live()) {
        for (at, myth) in page.facts.parts.myths.iter().enumerate() {
            let by = myth
                .by
                .as_deref()
                .and_then(|by| handbook.site.people.side(by));
            match by {
                Some(Position::Left) => heard[0].push((page, at)),
                Some(Position::Right) => heard[1].push((page, at)),
                _ => {}
            }
        }
    }
    let more = usize::from(heard[1].len() > heard[0].len());
    let (many, few) = (&heard[more], &heard[1 - more]);
    let Some((page, at)) = many.first().filter(|_| many.len() > few.len() + MOST_AHEAD)
    else {
        return;
    };
    let sides = &handbook.job.settings.sides;
    let message = format!(
        "{} myths are told by {}, and {} by {}",
        many.len(),
        sides[more].name,
        few.len(),
        sides[1 - more].name
    );
    let help = format!(
        "add what {} says, or take some of these out: nobody likes to be the only one corrected",
        sides[1 - more].name
    );
    found.add(
        page,
        (Code::W307, Anchor::Part(At::Myth(*at))),
        message,
        help,
    );
}

/// The right answer is not to be found with a ruler.
pub fn longest_answers(handbook: &Handbook, found: &mut Found) {
    let mut count = 0;
    let mut longest = Vec::new();
    for page in handbook.pages.iter().filter(|page| page.is_live()) {
        for (at, check) in page.facts.parts.checks.iter().enumerate() {
            if let Some(is_longest) = right_is_longest(check) {
                count += 1;
                if is_longest {
                    longest.push((page, at));
                }
            }
        }
    }
    let too_many = longest.len() * 100 > count * MOST_LONGEST;
    let Some((page, at)) = longest
        .first()
        .filter(|_| count >= FEWEST_CHECKS && too_many)
    else {
        return;
    };
    let message = format!(
        "in {} of {count} checks of the handbook the right answer is the longest",
        longest.len()
    );
    let help = "shorten right answers, this one first, or give wrong ones as many words";
    found.add(
        page,
        (Code::W405, Anchor::Part(At::Check(*at))),
        message,
        help,
    );
}

/// Whether the right answer is longer than every other; `None` where not one is right.
fn right_is_longest(check: &Check) -> Option<bool> {
    let length = |right: bool| {
        let own = check
            .answers
            .iter()
            .filter(move |answer| answer.right == right);
        own.map(|answer| answer.text.chars().count())
    };
    let is_one = check.form == CheckForm::One && length(true).count() == 1;
    let (right, wrong) = (length(true).next()?, length(false).max()?);
    is_one.then_some(right > wrong)
}
