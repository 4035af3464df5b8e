"""The e-conomic side of the sandbox: the classic REST API's sales resources over a demo-like agreement, in memory."""
