#![doc = "The Simfare engine."]
