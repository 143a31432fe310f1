//! Elements as plain data, drawn by Leptos.
//!
//! Leptos gives every shape of view a type of its own and compiles building and updating anew
//! for each: right for an application, too much for a widget that travels over phone networks.
//! And `view!` hands wholly static parts to `innerHTML`, which pages with Trusted Types refuse.
//! [`El`] is one type for every element: it implements Leptos's `Render` (see [`render`]), is
//! updated in place, so that focus and what is being typed stay, and knows no HTML text at all.

mod render;

pub(crate) use render::Drawn;

use std::borrow::Cow;
use std::rc::Rc;

use wasm_bindgen::JsCast;

/// Text that is often a constant.
pub(crate) type Str = Cow<'static, str>;

/// The element that listens for an event.
pub(crate) fn target<T: JsCast>(event: &web_sys::Event) -> Option<T> {
    event.current_target()?.dyn_into().ok()
}

pub(super) type Handler = Rc<dyn Fn(web_sys::Event)>;

/// An element to be drawn. One pointer: building passes it on at every step, and what each step
/// costs is paid in every view.
pub(crate) struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    is_svg: bool,
    attributes: Vec<(&'static str, Str)>,
    styles: Vec<(&'static str, String)>,
    properties: Vec<(&'static str, Property)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Node>,
}

/// A child of an element. Each is exactly one node of the page.
pub(crate) enum Node {
    /// Text; empty where a child isn't there now, to keep its place among its siblings.
    Text(Str),
    /// An element.
    Element(El),
    /// An element that is drawn anew whenever a signal it read changes.
    Live(Box<dyn Fn() -> El>),
}

/// What a control holds; unlike an attribute it changes when a person uses the control.
#[derive(Clone, PartialEq)]
pub(crate) enum Property {
    Value(String),
    Checked(bool),
    /// Of a `details`, given once: from then on it is the person's.
    Open(bool),
}

/// An element without anything.
pub(crate) fn el(tag: &'static str) -> El {
    element(tag, false)
}

/// An element of a drawing, without anything: `svg` itself, or what stands in one.
pub(crate) fn svg(tag: &'static str) -> El {
    element(tag, true)
}

fn element(tag: &'static str, is_svg: bool) -> El {
    El(Box::new(Parts {
        tag,
        is_svg,
        attributes: Vec::new(),
        styles: Vec::new(),
        properties: Vec::new(),
        handlers: Vec::new(),
        children: Vec::new(),
    }))
}

/// A child that follows the signals it reads.
pub(crate) fn live(draw: impl Fn() -> El + 'static) -> Node {
    Node::Live(Box::new(draw))
}

// What each step does is in a function of its own: a view has hundreds of steps, and what is
// inlined into one travels hundreds of times.
impl El {
    /// Sets an attribute.
    #[inline(never)]
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<Str>) -> Self {
        self.0.attributes.push((name, value.into()));
        self
    }

    /// Sets an attribute without a value, or leaves it out.
    #[inline(never)]
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Names the element for the widget's own style sheet.
    #[inline(never)]
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// Names the element for the shop's style sheets, and for ours.
    #[inline(never)]
    pub(crate) fn part(self, part: &'static str) -> Self {
        self.attr("part", part)
    }

    /// Sets a style property, by the object model: a `style` attribute is refused by policies.
    #[inline(never)]
    pub(crate) fn style(mut self, name: &'static str, value: String) -> Self {
        self.0.styles.push((name, value));
        self
    }

    /// Sets what a control holds.
    #[inline(never)]
    pub(crate) fn holds(mut self, property: Property) -> Self {
        let name = match property {
            Property::Value(_) => "value",
            Property::Checked(_) => "checked",
            Property::Open(_) => "open",
        };
        self.0.properties.push((name, property));
        self
    }

    /// Calls a function at each event of a kind.
    pub(crate) fn on(
        self,
        event: &'static str,
        handler: impl Fn(web_sys::Event) + 'static,
    ) -> Self {
        self.listen(event, Rc::new(handler))
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn child(mut self, child: impl Into<Node>) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// Adds a child, or keeps its place free.
    pub(crate) fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self.child(""),
        }
    }

    /// Adds children.
    pub(crate) fn children(self, children: impl IntoIterator<Item = Node>) -> Self {
        // One by one: what a vector does to take many at once is compiled for each kind of iterator.
        children.into_iter().fold(self, Self::child)
    }
}

impl From<El> for Node {
    fn from(element: El) -> Self {
        Self::Element(element)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(Str::Borrowed(text))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(Str::Owned(text))
    }
}

impl From<Str> for Node {
    fn from(text: Str) -> Self {
        Self::Text(text)
    }
}

impl Node {
    /// The text a person reads, as far as it doesn't follow signals.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone().into_owned(),
            Self::Element(element) => element.0.children.iter().map(Self::text).collect(),
            Self::Live(_) => String::new(),
        }
    }
}
