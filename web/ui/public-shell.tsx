import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../lib/queries.ts'
import { seemsSignedIn } from '../lib/session-hint.ts'
import { buttonClass } from './button-class.ts'
import { Logo } from './logo.tsx'
import { SkipLink, TestEditionBanner } from './page-frame.tsx'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'

/**
 * The frame of everything one sees without signing in. The footer comes after the first page: drawn before it, it stood
 * at the bottom of the screen and was pushed away.
 */
export function PublicShell() {
  const { t } = useTranslation()
  const isFirstPageThere = useRouterState({ select: state => state.resolvedLocation !== undefined })
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TestEditionBanner />
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between gap-2 px-4 py-3 sm:px-6">
        <Link to="/" aria-label={t('ui.home')} className="rounded-lg">
          <Logo />
        </Link>
        <nav aria-label={t('ui.mainNavigation')} className="flex items-center gap-1">
          <LanguageSwitch />
          {seemsSignedIn() ? (
            <Link to="/app" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
              {t('ui.toWallet')}
            </Link>
          ) : (
            <Link to="/sign-in" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
              {t('identity.signIn.action')}
            </Link>
          )}
        </nav>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pb-16 outline-none sm:px-6"
      >
        <Outlet />
      </main>
      {isFirstPageThere && <Footer />}
    </div>
  )
}

function Footer() {
  const { t } = useTranslation()
  const link = 'inline-flex min-h-11 items-center hover:underline'
  return (
    <footer className="border-t border-line bg-surface">
      <div className="mx-auto flex max-w-6xl flex-col gap-4 px-4 pt-6 text-sm text-muted sm:flex-row sm:items-center sm:justify-between sm:px-6">
        <nav aria-label={t('ui.footerNavigation')} className="flex flex-wrap gap-x-5">
          <Link to="/fees" className={link}>
            {t('publicPages.fees.title')}
          </Link>
          <Link to="/terms" className={link}>
            {t('publicPages.terms.title')}
          </Link>
          <Link to="/privacy" className={link}>
            {t('publicPages.privacy.title')}
          </Link>
          <Link to="/official-channels" className={link}>
            {t('publicPages.official')}
          </Link>
          <Link to="/security-lessons" className={link}>
            {t('publicPages.lessons')}
          </Link>
          <a href="/developers" className={link}>
            {t('publicPages.developers')}
          </a>
        </nav>
        <ThemeSwitch />
      </div>
      <OfficialChannels />
    </footer>
  )
}

/** Where we really are: the first thing somebody needs who was called or written to in our name. */
function OfficialChannels() {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  return (
    <p className="mx-auto min-h-16 max-w-6xl px-4 pt-3 pb-6 text-sm text-muted sm:px-6">
      {meta
        ? t('ui.official', {
            operator: meta.operator.name,
            host: location.host,
            email: meta.operator.support_email,
          })
        : null}
    </p>
  )
}
