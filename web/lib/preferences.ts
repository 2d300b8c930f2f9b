/** What this browser remembers of a person's taste; the keys are read by web/public/boot.js too. */
const keys = { theme: 'okpay.theme', language: 'okpay.language' } as const

export type Theme = 'system' | 'light' | 'dark'
export type Language = 'zh-CN' | 'en'

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is forbidden in some private modes; the choice then lasts as long as the page.
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // See `read`: nothing is lost but the memory of the choice.
  }
}

export function preferredTheme(): Theme {
  const stored = read(keys.theme)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function setTheme(theme: Theme): void {
  write(keys.theme, theme === 'system' ? null : theme)
  applyTheme(theme)
}

export function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#0b1211' : '#f5f7f5')
}

/** Chosen, else the browser's: any Chinese is zh-CN, everything else English. */
export function preferredLanguage(): Language {
  const stored = read(keys.language)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export function rememberLanguage(language: Language): void {
  write(keys.language, language)
}
