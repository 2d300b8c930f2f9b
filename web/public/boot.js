// Runs before the first paint, so that neither a white flash nor the wrong language is seen.
// The keys are those of web/lib/preferences.ts; a browser that forbids storage gets the defaults.
;(() => {
  let theme = null
  let language = null
  try {
    theme = localStorage.getItem('okpay.theme')
    language = localStorage.getItem('okpay.language')
  } catch {
    // Storage is forbidden in some private modes: the system's theme and the browser's language are used.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const root = document.documentElement
  root.dataset.theme = dark ? 'dark' : 'light'
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark ? '#0b1211' : '#f5f7f5')
  const chinese = language ? language.startsWith('zh') : navigator.language.toLowerCase().startsWith('zh')
  root.lang = chinese ? 'zh-CN' : 'en'
  if (!chinese)
    document.querySelector('link[rel="manifest"]')?.setAttribute('href', '/manifest.en.webmanifest')
})()
