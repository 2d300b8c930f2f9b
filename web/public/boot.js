// Runs before the first paint, so that neither a white flash nor the wrong language is seen, and asks at once for the files
// of the page that is opened, in its language (web/tools/first-files.ts).
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
  const told = document.getElementById('first-files')
  if (!told) return
  const { texts, pages } = JSON.parse(told.textContent)
  const page = pages[location.pathname] ?? { files: [], texts: ['core'] }
  for (const file of [...page.texts.map(part => texts[root.lang][part]), ...page.files]) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = file
    document.head.append(link)
  }
})()
