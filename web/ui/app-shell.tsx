import { Link, Outlet } from '@tanstack/react-router'
import { History, Plus, Send, ShieldCheck, UserRound, Wallet, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveState } from '../lib/live.ts'
import { useOnline } from '../lib/use-online.ts'
import { cn } from './cn.ts'
import { Logo } from './logo.tsx'
import { OfflineNotice, SkipLink, TestEditionBanner } from './page-frame.tsx'
import { LanguageSwitch } from './switches.tsx'

const places = [
  { to: '/app', label: 'home', icon: Wallet },
  { to: '/app/add-money', label: 'addMoney', icon: Plus },
  { to: '/app/send', label: 'send', icon: Send },
  { to: '/app/transactions', label: 'transactions', icon: History },
  { to: '/app/profile', label: 'profile', icon: UserRound },
] as const

/** The column at the side of a desktop has room for what a phone reaches from the profile. */
const sidePlaces = [
  ...places.slice(0, -1),
  { to: '/app/security', label: 'security', icon: ShieldCheck },
  ...places.slice(-1),
] as const

/** The frame of the signed-in app: tabs under the thumb on a phone, a column at the side on a desktop. */
export function AppShell({
  onLanguage,
  bell,
  notice,
}: {
  onLanguage?: (language: 'zh-CN' | 'en') => void
  /** The way to what is new. */
  bell: ReactNode
  /** What everybody must see on every page, such as a restriction of the account. */
  notice: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TestEditionBanner />
      <OfflineNotice />
      <div className="mx-auto flex w-full max-w-[84rem] flex-1">
        <aside className="no-print sticky top-0 hidden max-h-dvh w-64 shrink-0 flex-col gap-8 border-e border-line p-6 lg:flex">
          <div className="-me-2 flex items-center justify-between gap-2">
            <Link to="/app" aria-label={t('ui.home')} className="w-fit rounded-lg">
              <Logo />
            </Link>
            {bell}
          </div>
          <nav aria-label={t('ui.mainNavigation')} className="flex flex-col gap-1">
            {sidePlaces.map(place => (
              <SideLink key={place.to} {...place} />
            ))}
          </nav>
          <div className="mt-auto flex flex-col items-start gap-2">
            <LiveMark />
            <LanguageSwitch className="-ms-3" {...(onLanguage ? { onChange: onLanguage } : {})} />
          </div>
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="no-print flex flex-wrap items-center justify-between px-4 pt-3 sm:px-6 lg:hidden">
            <Link to="/app" aria-label={t('ui.home')} className="rounded-lg">
              <Logo />
            </Link>
            <div className="flex items-center gap-1">
              <LiveMark />
              <LanguageSwitch {...(onLanguage ? { onChange: onLanguage } : {})} />
              {bell}
            </div>
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="flex-1 px-4 pt-4 pb-28 outline-none sm:px-6 lg:px-10 lg:pt-10 lg:pb-16"
          >
            {notice}
            <Outlet />
          </main>
        </div>
      </div>
      <nav
        aria-label={t('ui.mainNavigation')}
        className="no-print fixed inset-x-0 bottom-0 z-10 border-t border-line bg-surface/95 backdrop-blur pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <ul className="mx-auto flex max-w-lg">
          {places.map(place => (
            <TabLink key={place.to} {...place} />
          ))}
        </ul>
      </nav>
    </div>
  )
}

type Place = (typeof sidePlaces)[number] & { icon: LucideIcon }

const exactHome = { exact: true } as const
const anyBelow = { exact: false } as const

function SideLink({ to, label, icon: Icon }: Place) {
  const { t } = useTranslation()
  return (
    <Link
      to={to}
      activeOptions={to === '/app' ? exactHome : anyBelow}
      className="flex min-h-11 items-center gap-3 rounded-lg px-3 font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-brand-soft data-[status=active]:font-semibold data-[status=active]:text-brand-text"
    >
      <Icon aria-hidden className="size-5" />
      {t(`ui.places.${label}`)}
    </Link>
  )
}

function TabLink({ to, label, icon: Icon }: Place) {
  const { t } = useTranslation()
  return (
    <li className="min-w-0 flex-1">
      <Link
        to={to}
        activeOptions={to === '/app' ? exactHome : anyBelow}
        className="flex min-h-16 flex-col items-center justify-center gap-1 text-xs font-medium text-muted data-[status=active]:font-semibold data-[status=active]:text-brand-text"
      >
        <Icon aria-hidden className="size-5.5" />
        <span className="max-w-full truncate px-0.5">{t(`ui.places.${label}`)}</span>
      </Link>
    </li>
  )
}

/** Whether what is on the screen is of this second: a dot and a word. */
function LiveMark() {
  const { t } = useTranslation()
  const known = useLiveState()
  // A connection notices only after a while that its network is gone; the device says it at once.
  const state = useOnline() || known !== 'live' ? known : 'away'
  if (state === 'off' || state === 'connecting') return null
  return (
    <span
      role="status"
      title={state === 'live' ? t('ui.liveText') : undefined}
      className="inline-flex items-center gap-2 px-1 text-xs font-medium text-muted"
    >
      <span
        aria-hidden
        className={cn('size-2 rounded-full', state === 'live' ? 'bg-ok' : 'animate-pulse bg-warn')}
      />
      {t(state === 'live' ? 'ui.live' : 'ui.reconnecting')}
    </span>
  )
}
