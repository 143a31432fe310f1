//! The npm package, made and tried.

use super::node;
use super::tally::Tally;
use crate::run::command;
use crate::{Result, package, project, setup};

/// Makes the package of the site in `dist/`, and runs its tests.
pub(super) fn tests() -> Result<Tally> {
    setup::for_package_tests()?;
    package::build()?;
    let mut node = command("node");
    node.current_dir(project::package_tests()).arg("--test").env("SIMFARE_NPM", project::npm());
    node::run(&mut node, "package", &["package.test.mjs".to_owned()])
}
