//! Computed views, ready for their templates.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Value};

use super::diagram;
use crate::site::computed::Computed;

/// Ruled lines to write on.
#[derive(Serialize)]
struct Lines<'a> {
    /// How many.
    count: u32,
    /// What to write there.
    label: &'a Option<String>,
}

/// A view that has nothing to show.
#[derive(Serialize)]
struct Nothing<'a> {
    /// Why.
    text: &'a str,
}

/// Puts a computed view into a context, and gives the name of its template in `views/`.
///
/// `uid` begins the ids inside of drawings, so that they differ on one page.
pub fn insert_view(
    context: &mut Context,
    computed: &Computed,
    words: &BTreeMap<String, String>,
    uid: &str,
) -> &'static str {
    match computed {
        Computed::Loop(view, show) => {
            context.insert("view", view);
            context.insert("show", show);
            let ring = match *show {
                "list" => String::new(),
                _ => diagram::ring(view, words, uid),
            };
            context.insert_value("svg", Value::safe_string(&ring));
            "loop"
        }
        Computed::Swimlane(view) => {
            context.insert("view", view);
            let wide = diagram::swimlane_wide(view, words, &format!("{uid}Wide"));
            let tall = diagram::swimlane_tall(view, words, &format!("{uid}Tall"));
            context.insert_value("wide", Value::safe_string(&wide));
            context.insert_value("tall", Value::safe_string(&tall));
            "swimlane"
        }
        Computed::Raci(view) => insert(context, view, "raci"),
        Computed::HandOffs(view) => insert(context, view, "handoffs"),
        Computed::Myths(view) => insert(context, view, "myths"),
        Computed::Glossary(view) => insert(context, view, "glossary"),
        Computed::Health(view) => insert(context, view, "health"),
        Computed::Owners(view) => insert(context, view, "owners"),
        Computed::Cards(view) => insert(context, view, "cards"),
        Computed::Changes(view) => insert(context, view, "changes"),
        Computed::Lines(count, label) => insert(
            context,
            &Lines {
                count: *count,
                label,
            },
            "lines",
        ),
        Computed::Nothing(text) => insert(context, &Nothing { text }, "nothing"),
    }
}

fn insert<T: Serialize>(
    context: &mut Context,
    view: &T,
    name: &'static str,
) -> &'static str {
    context.insert("view", view);
    name
}
