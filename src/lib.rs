//! The Simfare widget.
