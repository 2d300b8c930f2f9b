import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { textLinkClass } from '../../ui/auth-frame.tsx'
import { Logo } from '../../ui/logo.tsx'
import { OfflineNotice, SkipLink, TestEditionBanner } from '../../ui/page-frame.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../ui/switches.tsx'

/** The frame of the two pages before the console: nothing of the customers' site but the way back to it. */
export function ConsoleDoor() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TestEditionBanner />
      <OfflineNotice />
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between gap-3 px-4 py-3 sm:px-6">
        <span className="flex items-center gap-2.5">
          <Logo />
          <span className="rounded-full bg-sunken px-2.5 py-1 text-xs font-semibold text-muted">
            {t('consoleSignIn.realm')}
          </span>
        </span>
        <LanguageSwitch />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="flex w-full flex-1 flex-col px-4 pb-10 outline-none sm:px-6"
      >
        <Outlet />
      </main>
      <footer className="flex flex-col items-center gap-4 px-4 pb-6 text-sm text-muted">
        <p className="flex flex-wrap justify-center gap-x-4 gap-y-1 text-center">
          <span>{t('consoleSignIn.onRecord')}</span>
          <Link to="/" className={textLinkClass}>
            {t('consoleSignIn.toWebsite')}
          </Link>
        </p>
        <ThemeSwitch />
      </footer>
    </div>
  )
}
