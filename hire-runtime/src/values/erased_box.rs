//! A box that ends the compiler's search for thread safety.

use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// A box that is `Send` and `Sync` whatever is in it, since only what is both gets into it.
///
/// Whether a struct may be shared by threads, the compiler finds out from the types of its fields, and of their fields, and
/// gives up where those are 128 deep. Generated types that lie deeper in each other than that have such a box in places; it
/// is used as a [`Box`] is. The compiler also gives up where a function of one type needs that of the next one, more than 128
/// times: `Clone`, `Debug` and comparisons of a box know their value as a trait object, where that search ends too.
///
/// # Examples
/// ```
/// use hire_runtime::ErasedBox;
///
/// let mut list = ErasedBox::new(vec![1]);
/// list.push(2);
/// assert_eq!(*list, [1, 2]);
/// assert_eq!(list.into_inner(), [1, 2]);
/// ```
pub struct ErasedBox<T>(Box<dyn Contents<T> + Send + Sync>);

/// A value that nothing but the value's own type is known of.
trait Contents<T> {
    fn get(&self) -> &T;
    fn get_mut(&mut self) -> &mut T;
    fn into_inner(self: Box<Self>) -> T;
    fn duplicate(&self) -> ErasedBox<T>
    where
        T: Clone;
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        T: Debug;
    fn equals(&self, other: &T) -> bool
    where
        T: PartialEq;
    fn feed(&self, state: &mut dyn Hasher)
    where
        T: Hash;
}

impl<T: Send + Sync + 'static> Contents<T> for T {
    fn get(&self) -> &T {
        self
    }

    fn get_mut(&mut self) -> &mut T {
        self
    }

    fn into_inner(self: Box<Self>) -> T {
        *self
    }

    fn duplicate(&self) -> ErasedBox<T>
    where
        T: Clone,
    {
        ErasedBox::new(self.clone())
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        T: Debug,
    {
        self.fmt(f)
    }

    fn equals(&self, other: &T) -> bool
    where
        T: PartialEq,
    {
        self == other
    }

    fn feed(&self, mut state: &mut dyn Hasher)
    where
        T: Hash,
    {
        self.hash(&mut state);
    }
}

impl<T> ErasedBox<T> {
    /// Puts a value into a box.
    pub fn new(value: T) -> Self
    where
        T: Send + Sync + 'static,
    {
        Self(Box::new(value))
    }

    /// Takes the value out of the box.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> Deref for ErasedBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).get()
    }
}

impl<T> DerefMut for ErasedBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).get_mut()
    }
}

impl<T: Send + Sync + 'static> From<T> for ErasedBox<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Clone> Clone for ErasedBox<T> {
    fn clone(&self) -> Self {
        (*self.0).duplicate()
    }
}

impl<T: Debug> Debug for ErasedBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.0).show(f)
    }
}

impl<T: PartialEq> PartialEq for ErasedBox<T> {
    fn eq(&self, other: &Self) -> bool {
        (*self.0).equals(other)
    }
}

impl<T: Eq> Eq for ErasedBox<T> {}

impl<T: Hash> Hash for ErasedBox<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (*self.0).feed(state);
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexSet;

    use super::ErasedBox;

    #[test]
    fn a_box_is_its_value_to_all_traits() {
        let mut one = ErasedBox::new("a".to_owned());
        let other = one.clone();
        assert_eq!((format!("{one:?}"), &one), ("\"a\"".to_owned(), &other));
        one.push('b');
        assert_ne!(one, other);
        assert_eq!(IndexSet::<_>::from([one.clone(), other, one]).len(), 2);
    }
}
