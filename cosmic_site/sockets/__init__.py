"""WebSocket connections for uvicorn whose frames are cut by picows, in C."""
