//! Stepped curves, as what an SVG path takes.

use super::HEIGHT;

/// A level stretch of a curve, from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) from: u64,
    pub(crate) until: u64,
    /// From the bottom; nothing where the curve is interrupted.
    pub(crate) height: Option<u64>,
    /// Which of the curve's parts it belongs to.
    pub(crate) part: usize,
}

/// For each of so many parts its line and the area under it.
pub(crate) fn paths(steps: &[Step], parts: usize) -> Vec<(String, String)> {
    let mut paths = vec![(String::new(), String::new()); parts];
    let mut before: Option<(Step, u64)> = None;
    for step in steps {
        let Some(height) = step.height else {
            before = None;
            continue;
        };
        let Some((line, area)) = paths.get_mut(step.part) else { continue };
        let y = HEIGHT.saturating_sub(height);
        let Step { from, until, .. } = *step;
        match before {
            // The riser belongs to what it rises to.
            Some((last, at)) if last.part == step.part && last.until == from => {
                if at != y {
                    line.push_str(&format!("V{y}"));
                }
                line.push_str(&format!("H{until}"));
            }
            Some((last, at)) if last.until == from => {
                line.push_str(&format!("M{from} {at}V{y}H{until}"));
            }
            _ => line.push_str(&format!("M{from} {y}H{until}")),
        }
        area.push_str(&format!("M{from} {HEIGHT}V{y}H{until}V{HEIGHT}Z"));
        before = Some((*step, y));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: u64, until: u64, height: impl Into<Option<u64>>, part: usize) -> Step {
        Step { from, until, height: height.into(), part }
    }

    #[test]
    fn parts_join_and_gaps_part() {
        let steps = [
            step(0, 10, 100, 0),
            step(10, 20, 100, 0),
            step(20, 30, 400, 1),
            step(30, 40, None, 0),
            step(40, 50, 500, 0),
        ];
        let paths = paths(&steps, 2);
        assert_eq!(paths[0].0, "M0 900H10H20M40 500H50");
        assert_eq!(paths[1].0, "M20 900V600H30");
        assert_eq!(paths[1].1, "M20 1000V600H30V1000Z");
    }
}
