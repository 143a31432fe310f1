//! Signals of any type, and what follows them, compiled once.
//!
//! Leptos compiles reading, writing and telling others anew for each type a signal holds, and
//! effects for each closure. Here both are one type to it: a signal holds a value behind
//! [`Any`], an effect is a boxed closure.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{Effect, LocalStorage, Notify, RwSignal, Track, WithUntracked};

/// What every signal holds, as Leptos sees it: a `RefCell` of the value.
type Held = Rc<dyn Any>;

/// A value that tells those who read it when it changes. A handle: copies are the same signal.
pub(crate) struct Signal<T> {
    held: RwSignal<Held, LocalStorage>,
    // Whatever it holds is held by its owner, on this thread: the handle itself may go anywhere.
    of: PhantomData<fn() -> T>,
}

impl<T: 'static> Signal<T> {
    /// A signal of the current owner, which it ends with.
    pub(crate) fn new(value: T) -> Self {
        Self { held: held(Rc::new(RefCell::new(value))), of: PhantomData }
    }

    /// A copy of the value, for an effect or a view that is to follow it.
    ///
    /// # Panics
    ///
    /// When the owner has ended.
    pub(crate) fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    ///
    /// # Panics
    ///
    /// When the owner has ended.
    pub(crate) fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// A copy of the value as it is now; nothing when the owner has ended.
    pub(crate) fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.cell().map(|cell| of::<T>(&cell).borrow().clone())
    }

    /// Reads the value, for an effect or a view that is to follow it.
    ///
    /// # Panics
    ///
    /// When the owner has ended.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        track(self.held);
        self.with_untracked(read)
    }

    /// Reads the value as it is now.
    ///
    /// # Panics
    ///
    /// When the owner has ended.
    pub(crate) fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let cell = self.cell().unwrap_or_else(|| ended());
        let value = of::<T>(&cell).borrow();
        read(&value)
    }

    /// Takes another value, and tells everyone who reads it. Does nothing when the owner has ended.
    pub(crate) fn set(&self, value: T) {
        let _ = self.try_update(|old| *old = value);
    }

    /// Changes the value, and tells everyone who reads it. Does nothing when the owner has ended.
    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        let _ = self.try_update(change);
    }

    /// Changes the value, and tells everyone who reads it; nothing when the owner has ended.
    pub(crate) fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let cell = self.cell()?;
        let changed = change(&mut of::<T>(&cell).borrow_mut());
        // The value isn't borrowed any longer: who is told reads it.
        tell(self.held);
        Some(changed)
    }

    fn cell(&self) -> Option<Held> {
        cell(self.held)
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: Default + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> fmt::Debug for Signal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signal")
    }
}

/// Does something now, and again whenever a signal changes that it read.
pub(crate) fn effect(run: impl Fn() + 'static) {
    effect_of(Box::new(run));
}

#[inline(never)]
fn effect_of(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}

#[inline(never)]
fn held(value: Held) -> RwSignal<Held, LocalStorage> {
    RwSignal::new_local(value)
}

#[inline(never)]
fn track(held: RwSignal<Held, LocalStorage>) {
    held.track();
}

#[inline(never)]
fn tell(held: RwSignal<Held, LocalStorage>) {
    held.notify();
}

#[inline(never)]
fn cell(held: RwSignal<Held, LocalStorage>) -> Option<Held> {
    held.try_with_untracked(Rc::clone)
}

/// The value's own type. A signal is made with a value of the type it is for, and keeps it.
fn of<T: 'static>(held: &Held) -> &RefCell<T> {
    held.downcast_ref().unwrap_or_else(|| ended())
}

#[cold]
#[inline(never)]
fn ended() -> ! {
    panic!("a signal was read after its owner had ended")
}
