/** Versions of the texts a customer accepts; a date each, changed together with the text in `web/messages`. */
export const termsVersion = '2026-11-01'
export const privacyVersion = '2026-11-01'
