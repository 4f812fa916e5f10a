//! Whose side something is on.

use super::LinkJob;
use crate::page::Facts;

/// Whose side something is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// The left side alone.
    Left,
    /// Both sides, or those who stand between them.
    Joint,
    /// The right side alone.
    Right,
    /// Neither: customers, analysts, the press.
    Outside,
    /// Nobody says.
    #[default]
    None,
}

impl Position {
    /// The word that templates see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Joint => "joint",
            Self::Right => "right",
            Self::Outside => "outside",
            Self::None => "none",
        }
    }

    /// The side at this place, left first.
    pub fn of_side(at: usize) -> Self {
        [Self::Left, Self::Right]
            .get(at)
            .copied()
            .unwrap_or(Self::Joint)
    }

    /// Where several stand together: all on one side, or on both.
    pub fn together(positions: impl IntoIterator<Item = Self>) -> Self {
        let known = positions.into_iter().filter(|own| *own != Self::None);
        known
            .reduce(|all, own| if all == own { all } else { Self::Joint })
            .unwrap_or_default()
    }

    /// The other of the two sides; `None` for what is on neither.
    pub fn opposite(self) -> Option<Self> {
        match self {
            Self::Left => Some(Self::Right),
            Self::Right => Some(Self::Left),
            _ => None,
        }
    }
}

/// Which glyph marks a page, by its owners.
pub fn side_of(job: &LinkJob, facts: &Facts) -> &'static str {
    let owns = |at: usize| {
        facts
            .owners
            .iter()
            .any(|(side, _)| *side == job.settings.sides[at].id)
    };
    match (owns(0), owns(1)) {
        (true, true) => "joint",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) if facts.owners.is_empty() => "none",
        (false, false) => "joint",
    }
}
