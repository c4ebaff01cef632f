"""The theme, which Streamlit tells the browser at the start of every run, is read from the settings once a process.

It is told by the thread that hears all browsers, and took a sixth of that thread's time.
"""

from __future__ import annotations

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_TELL = "_populate_theme_msg"


def keep() -> None:
    """Tell what was read the first time from now on."""
    read, kept = getattr(app_session, _TELL), dict[str, CustomThemeConfig]()

    def tell(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in kept:
            kept[section] = CustomThemeConfig()
            read(kept[section], section)
        if kept[section].ByteSize():  # an empty section must stay one that is not there
            message.MergeFrom(kept[section])

    setattr(app_session, _TELL, tell)
