"""Which entities does a text name, and which dates does it talk about?"""
