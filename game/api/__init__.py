"""The world and one's own pilot by REST: parse, call a selector or a service, answer."""
