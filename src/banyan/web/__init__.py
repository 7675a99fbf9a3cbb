"""How every page looks and reads: base page, parts, forms, lists, charts, elder mode, errors."""
