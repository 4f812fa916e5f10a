//! Computed views on paper: the same data as on the screen, with a drawing where there is one.

use serde_json::{Value, json};

use super::paper::Node;
use super::writer::Draw;
use crate::site::computed::Computed;

/// A computed view.
pub fn view(computed: &Computed, draw: &mut Draw) -> Node {
    let (name, view) = match computed {
        Computed::Loop(view, show) => ("loop", json!({ "view": view, "show": show })),
        Computed::Swimlane(view) => ("swimlane", of(view)),
        Computed::Raci(view) => ("raci", of(view)),
        Computed::HandOffs(view) => ("handoffs", of(view)),
        Computed::Myths(view) => ("myths", of(view)),
        Computed::Glossary(view) => ("glossary", of(view)),
        Computed::Health(view) => ("health", of(view)),
        Computed::Owners(view) => ("owners", of(view)),
        Computed::Cards(view) => ("cards", of(view)),
        Computed::Changes(view) => ("changes", of(view)),
        Computed::Lines(count, label) => {
            ("lines", json!({ "count": count, "label": label }))
        }
        Computed::Nothing(text) => ("nothing", of(text)),
    };
    let wants_none = matches!(computed, Computed::Loop(_, "list"));
    let drawn = if wants_none { None } else { draw(computed) };
    let (drawing, alt) =
        drawn.map_or((None, String::new()), |(file, alt)| (Some(file), alt));
    Node::View {
        name,
        view,
        drawing,
        alt,
    }
}

fn of<T: serde::Serialize>(view: &T) -> Value {
    serde_json::to_value(view).unwrap_or(Value::Null)
}
