/**
 * The one API version this simulator speaks: the one the installed `stripe` client is pinned to. A client that asks
 * for another is refused, so that an upgrade of the client is noticed here and the shapes are looked at again.
 */
export const API_VERSION = '2026-10-28.endive'
