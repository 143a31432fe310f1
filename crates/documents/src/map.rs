//! Sets and maps, small. The standard library's trees are compiled anew for each type, some 3 KB
//! at a time. Here one tree does for all: it knows nothing but places in a list, and asks how what
//! is sought compares with what is there.

use std::borrow::Borrow;
use std::cmp::Ordering;

/// A set that keeps its members in the order in which they came, each at its place.
#[derive(Debug, Clone)]
pub struct Set<K> {
    members: Vec<K>,
    tree: Tree,
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self { members: Vec::new(), tree: Tree::default() }
    }
}

impl<K: Ord> Set<K> {
    /// A set of some members.
    pub fn of(members: impl IntoIterator<Item = K>) -> Self {
        let mut set = Self::default();
        for member in members {
            set.add(member);
        }
        set
    }

    /// Adds a member, unless it is there: its place, and whether it is new.
    pub fn add(&mut self, member: K) -> (usize, bool) {
        let members = &self.members;
        let found = self.tree.find_or_add(&mut |i| member.cmp(&members[i]));
        if found.1 {
            self.members.push(member);
        }
        found
    }

    /// The place of a member.
    pub fn place<Q: Ord + ?Sized>(&self, member: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.tree.find(&mut |i| member.cmp(self.members[i].borrow()))
    }

    /// Whether a member is there.
    pub fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(member).is_some()
    }

    /// The members by place.
    pub fn members(&self) -> &[K] {
        &self.members
    }

    /// The members by place.
    pub fn into_members(self) -> Vec<K> {
        self.members
    }
}

/// Values by keys.
#[derive(Debug, Clone)]
pub struct Map<K, V> {
    keys: Set<K>,
    values: Vec<V>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { keys: Set::default(), values: Vec::new() }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// A map of some pairs, of which a later one takes the place of an earlier with the same key.
    pub fn of(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut map = Self::default();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Sets a key's value.
    pub fn insert(&mut self, key: K, value: V) {
        match self.keys.add(key) {
            (_, true) => self.values.push(value),
            (place, false) => self.values[place] = value,
        }
    }

    /// A key's value, which is made where there is none.
    pub fn or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let (place, new) = self.keys.add(key);
        if new {
            self.values.push(value());
        }
        &mut self.values[place]
    }

    /// A key's value.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.keys.place(key).map(|place| &self.values[place])
    }
}

/// A balanced tree of places, in which those of lesser members are to the left. (An AVL tree: the
/// heights below any place differ by one at most.)
#[derive(Debug, Clone, Default)]
struct Tree {
    nodes: Vec<Node>,
    root: u32,
}

#[derive(Debug, Clone)]
struct Node {
    /// The places left and right; [`NOWHERE`] where there is none.
    below: [u32; 2],
    height: u8,
}

const NOWHERE: u32 = u32::MAX;

/// How what is sought compares with a member.
type Order<'o> = dyn FnMut(usize) -> Ordering + 'o;

impl Tree {
    fn find(&self, order: &mut Order<'_>) -> Option<usize> {
        let mut at = self.root as usize;
        while let Some(node) = self.nodes.get(at) {
            at = match order(at) {
                Ordering::Less => node.below[0],
                Ordering::Equal => return Some(at),
                Ordering::Greater => node.below[1],
            } as usize;
        }
        None
    }

    /// The place of what is sought, which is the next free one where it isn't there.
    fn find_or_add(&mut self, order: &mut Order<'_>) -> (usize, bool) {
        if let Some(found) = self.find(order) {
            return (found, false);
        }
        self.root = self.add_below(self.root, order);
        (self.nodes.len() - 1, true)
    }

    /// Adds the next place below one; what is there then.
    fn add_below(&mut self, at: u32, order: &mut Order<'_>) -> u32 {
        let Some(node) = self.nodes.get(at as usize) else {
            self.nodes.push(Node { below: [NOWHERE; 2], height: 1 });
            return self.nodes.len() as u32 - 1;
        };
        let side = usize::from(order(at as usize) == Ordering::Greater);
        let below = self.add_below(node.below[side], order);
        self.nodes[at as usize].below[side] = below;
        self.balance(at)
    }

    /// Puts the heights below a place right; what is there then.
    fn balance(&mut self, at: u32) -> u32 {
        for side in 0..2 {
            let (high, low) = (self.below(at, side), self.below(at, 1 - side));
            if self.height(high) > self.height(low) + 1 {
                if self.height(self.below(high, 1 - side)) > self.height(self.below(high, side)) {
                    self.nodes[at as usize].below[side] = self.lift(high, 1 - side);
                }
                return self.lift(at, side);
            }
        }
        self.measure(at);
        at
    }

    /// Lifts what is on a side below a place over it; what is there then.
    fn lift(&mut self, at: u32, side: usize) -> u32 {
        let lifted = self.below(at, side);
        self.nodes[at as usize].below[side] = self.below(lifted, 1 - side);
        self.nodes[lifted as usize].below[1 - side] = at;
        self.measure(at);
        self.measure(lifted);
        lifted
    }

    fn measure(&mut self, at: u32) {
        let [left, right] = self.nodes[at as usize].below;
        self.nodes[at as usize].height = 1 + self.height(left).max(self.height(right));
    }

    fn below(&self, at: u32, side: usize) -> u32 {
        self.nodes[at as usize].below[side]
    }

    fn height(&self, at: u32) -> u8 {
        self.nodes.get(at as usize).map_or(0, |node| node.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_standard_librarys(pairs in prop::collection::vec((0_u8..60, 0_u8..9), 0..200)) {
            let ours = Map::of(pairs.iter().copied());
            let theirs: BTreeMap<u8, u8> = pairs.iter().copied().collect();
            for key in 0..=60 {
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
            }
            // Members are at the places that they came in.
            let mut came = Vec::new();
            for (key, _) in pairs {
                if !came.contains(&key) {
                    came.push(key);
                }
            }
            prop_assert_eq!(ours.keys.members(), came);
        }
    }

    #[test]
    fn no_order_makes_it_deep() {
        let orders: [fn(u32) -> u32; 4] = [|i| i, |i| 9_999 - i, |i| i * 7919 % 10_000, |i| i ^ 1];
        for order in orders {
            let set = Set::of((0..10_000).map(order));
            assert_eq!(set.members().len(), 10_000);
            assert!(set.tree.height(set.tree.root) <= 19);
        }
    }
}
