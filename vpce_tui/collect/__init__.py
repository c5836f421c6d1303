"""Reading live AWS: logins, calls, lists, and the thread in which it all happens. Begin at `live`."""
