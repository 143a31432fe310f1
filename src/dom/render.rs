//! How [`El`] becomes, and stays, a part of the page.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::RenderEffect;
use leptos::tachys::dom::document;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, intern};

use super::{El, Handler, Node, Property, Str};

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

/// A drawn element, and what it was drawn from.
pub(crate) struct Drawn {
    element: web_sys::Element,
    tag: &'static str,
    attributes: Vec<(&'static str, Str)>,
    styles: Vec<(&'static str, String)>,
    listeners: Vec<Listener>,
    children: Vec<DrawnNode>,
}

enum DrawnNode {
    Text(web_sys::Text, Str),
    // Boxed, as most nodes are text.
    Element(Box<Drawn>),
    Live(RenderEffect<Drawn>),
}

/// A listener whose function can be exchanged, so that drawing anew doesn't register again.
struct Listener {
    element: web_sys::Element,
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    fn new(element: &web_sys::Element, event: &'static str, handler: Handler) -> Self {
        let handler = Rc::new(RefCell::new(handler));
        let current = Rc::clone(&handler);
        let closure = Closure::new(move |event| {
            // Not borrowed during the call, which may come back here.
            let handler = Rc::clone(&current.borrow());
            handler(event);
        });
        // Fails only for arguments of a wrong type.
        let _ = element
            .add_event_listener_with_callback(intern(event), closure.as_ref().unchecked_ref());
        Self { element: element.clone(), event, handler, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // A browser may still send events to an element that has left the page.
        let _ = self.element.remove_event_listener_with_callback(
            intern(self.event),
            self.closure.as_ref().unchecked_ref(),
        );
    }
}

impl Drawn {
    fn new(El(of): El) -> Self {
        let of = *of;
        let element = if of.is_svg {
            document().create_element_ns(Some(intern(SVG)), intern(of.tag))
        } else {
            document().create_element(intern(of.tag))
        };
        // Tags are constants of ours; only a malformed one is refused.
        let element = element.unwrap_or_else(|error| wasm_bindgen::throw_val(error));
        for (name, value) in &of.attributes {
            set_attribute(&element, name, value);
        }
        for (name, value) in &of.styles {
            set_style(&element, name, value);
        }
        let children: Vec<_> = of.children.into_iter().map(DrawnNode::new).collect();
        for child in &children {
            child.with_node(&mut |node| {
                let _ = element.append_child(node);
            });
        }
        // After the children: a select has the value of one of its options.
        for (name, property) in &of.properties {
            set_property(&element, name, property);
        }
        let listeners = of
            .handlers
            .into_iter()
            .map(|(event, handler)| Listener::new(&element, event, handler))
            .collect();
        Self {
            element,
            tag: of.tag,
            attributes: of.attributes,
            styles: of.styles,
            listeners,
            children,
        }
    }

    fn update(&mut self, El(to): El) {
        let same_listeners = self.listeners.len() == to.handlers.len()
            && self.listeners.iter().zip(&to.handlers).all(|(old, (event, _))| old.event == *event);
        if self.tag != to.tag || !same_listeners {
            let new = Self::new(El(to));
            let _ = self.element.replace_with_with_node_1(&new.element);
            *self = new;
            return;
        }
        let to = *to;
        for (name, value) in &to.attributes {
            if !self.attributes.iter().any(|old| old.0 == *name && old.1 == *value) {
                set_attribute(&self.element, name, value);
            }
        }
        for (name, _) in &self.attributes {
            if !to.attributes.iter().any(|new| new.0 == *name) {
                let _ = self.element.remove_attribute(intern(name));
            }
        }
        self.attributes = to.attributes;
        for (name, value) in &to.styles {
            if !self.styles.iter().any(|old| old.0 == *name && old.1 == *value) {
                set_style(&self.element, name, value);
            }
        }
        for (name, _) in &self.styles {
            if !to.styles.iter().any(|new| new.0 == *name) {
                set_style(&self.element, name, "");
            }
        }
        self.styles = to.styles;

        for surplus in self.children.drain(to.children.len().min(self.children.len())..) {
            surplus.with_node(&mut |node| {
                let _ = self.element.remove_child(node);
            });
        }
        let mut new = to.children.into_iter();
        for (child, new) in self.children.iter_mut().zip(&mut new) {
            child.update(new);
        }
        for child in new {
            let child = DrawnNode::new(child);
            child.with_node(&mut |node| {
                let _ = self.element.append_child(node);
            });
            self.children.push(child);
        }

        for (name, property) in &to.properties {
            if !matches!(property, Property::Open(_)) {
                set_property(&self.element, name, property);
            }
        }
        for (listener, (_, handler)) in self.listeners.iter().zip(to.handlers) {
            listener.handler.replace(handler);
        }
    }
}

impl DrawnNode {
    fn new(of: Node) -> Self {
        match of {
            Node::Text(text) => Self::Text(document().create_text_node(&text), text),
            Node::Element(element) => Self::Element(Box::new(Drawn::new(element))),
            Node::Live(draw) => Self::Live(follow(draw, None)),
        }
    }

    fn update(&mut self, to: Node) {
        match (&mut *self, to) {
            (Self::Text(node, old), Node::Text(new)) => {
                if *old != new {
                    node.set_data(&new);
                    *old = new;
                }
            }
            (Self::Element(old), Node::Element(new)) => old.update(new),
            (Self::Live(effect), Node::Live(draw)) => {
                let drawn = effect.take_value();
                *effect = follow(draw, drawn);
            }
            (_, to) => {
                let new = Self::new(to);
                self.with_node(&mut |old| {
                    new.with_node(&mut |new| {
                        if let Some(parent) = old.parent_node() {
                            let _ = parent.replace_child(new, old);
                        }
                    });
                });
                *self = new;
            }
        }
    }

    fn with_node(&self, visit: &mut dyn FnMut(&web_sys::Node)) {
        match self {
            Self::Text(node, _) => visit(node),
            Self::Element(drawn) => visit(&drawn.element),
            Self::Live(effect) => {
                effect.with_value_mut(|drawn| visit(&drawn.element)).unwrap_or(())
            }
        }
    }
}

/// Draws now and whenever a signal that was read changes.
fn follow(draw: Box<dyn Fn() -> El>, drawn: Option<Drawn>) -> RenderEffect<Drawn> {
    RenderEffect::new_with_value(
        move |drawn: Option<Drawn>| match drawn {
            Some(mut drawn) => {
                drawn.update(draw());
                drawn
            }
            None => Drawn::new(draw()),
        },
        drawn,
    )
}

fn set_attribute(element: &web_sys::Element, name: &str, value: &str) {
    // Names are constants of ours; only a malformed one is refused.
    let _ = element.set_attribute(intern(name), value);
}

fn set_style(element: &web_sys::Element, name: &str, value: &str) {
    let style = match element.dyn_ref::<web_sys::HtmlElement>() {
        Some(element) => element.style(),
        None => element.unchecked_ref::<web_sys::SvgElement>().style(),
    };
    let _ = style.set_property(intern(name), value);
}

fn set_property(element: &web_sys::Element, name: &str, property: &Property) {
    let value = match property {
        Property::Value(value) => JsValue::from_str(value),
        Property::Checked(on) | Property::Open(on) => JsValue::from_bool(*on),
    };
    let name = JsValue::from_str(intern(name));
    // What already holds the value is left alone: writing would move the caret, and would
    // throw away a half-typed number, whose value is empty as long as it isn't one.
    if js_sys::Reflect::get(element, &name).ok().as_ref() != Some(&value) {
        let _ = js_sys::Reflect::set(element, &name, &value);
    }
}

impl Render for El {
    type State = Drawn;

    fn build(self) -> Drawn {
        Drawn::new(self)
    }

    fn rebuild(self, state: &mut Drawn) {
        state.update(self);
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&web_sys::Node>) {
        let _ = parent.insert_before(&self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.element.clone()]
    }
}
