"""Many owners answering at once, beside a bare Streamlit page with as many widgets: the app's real protocol."""
