//! A YAML value, read under a budget that is spent while visiting: a bomb of aliases costs no
//! more than an honest document.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

/// Longest front matter or configuration, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;
const MOST_NODES: usize = 10_000;
const MOST_DEPTH: usize = 16;
/// A YAML value without positions.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Node {
    /// Nothing was written, or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is usually written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// A scalar as text, however it was written.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text.clone()),
            Self::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// How much of a document has been read, and whether that was too much.
#[derive(Default)]
pub struct Budget {
    nodes: Cell<usize>,
    bytes: Cell<usize>,
    /// Whether reading stopped because of it.
    pub exceeded: Cell<bool>,
}

impl Budget {
    fn spend<E: de::Error>(&self, bytes: usize, depth: usize) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        self.bytes.set(self.bytes.get() + bytes);
        let within = self.nodes.get() <= MOST_NODES
            && self.bytes.get() <= MOST_BYTES
            && depth <= MOST_DEPTH;
        if within {
            return Ok(());
        }
        self.exceeded.set(true);
        Err(E::custom(
            "too much: nested too deep, too many values or too long",
        ))
    }
}

/// Reads one value, spending from a budget.
#[derive(Clone, Copy)]
pub struct NodeSeed<'b> {
    /// What may still be spent.
    pub budget: &'b Budget,
    /// How deep the value is nested.
    pub depth: usize,
}

impl NodeSeed<'_> {
    fn inner(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, source: D) -> Result<Node, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("plain YAML without tags")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.budget.spend(0, self.depth)?;
        Ok(Node::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        self.budget.spend(0, self.depth)?;
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        self.budget.spend(8, self.depth)?;
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        self.budget.spend(8, self.depth)?;
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        self.budget.spend(8, self.depth)?;
        Ok(Node::Number(value.to_string()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node, E> {
        self.budget.spend(text.len(), self.depth)?;
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        self.budget.spend(0, self.depth)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner())? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        self.budget.spend(0, self.depth)?;
        let mut map = Vec::new();
        while let Some(key) = entries.next_key_seed(self.inner())? {
            let value = entries.next_value_seed(self.inner())?;
            let key = key.text().ok_or_else(|| {
                de::Error::custom(format!("a key must be a word, not {}", key.describe()))
            })?;
            map.push((key, value));
        }
        Ok(Node::Map(map))
    }
}
