"""Study at sea and ashore: vessels, devices, the journal that loses nothing, and what it credits."""
