"""What people do with talks: the menu, scripts, speakers, dispatch, recordings."""
