import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import {
  BookOpen,
  CircleHelp,
  Contact,
  IdCard,
  Landmark,
  LifeBuoy,
  LogOut,
  Menu,
  Percent,
  Scale,
  ScrollText,
  Search,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffPermission } from '../../../contract/staff-permissions.ts'
import { formatList } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi, staffSignedOutEvent } from '../../lib/staff-api.ts'
import { may, staffSessionQuery, type StaffSession } from '../../lib/staff-session.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { cn } from '../../ui/cn.ts'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { Logo } from '../../ui/logo.tsx'
import { OfflineNotice, SkipLink, TestEditionBanner } from '../../ui/page-frame.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../ui/switches.tsx'
import { SearchPalette } from './search-palette.tsx'
import { useSearchKey } from './use-search-key.ts'

const places = [
  { to: '/console', label: 'home', icon: Search, permission: 'customers.search' },
  { to: '/console/recovery', label: 'recovery', icon: LifeBuoy, permission: 'recovery.request' },
  { to: '/console/names', label: 'names', icon: IdCard, permission: 'names.request_review' },
  { to: '/console/prices', label: 'prices', icon: Percent, permission: 'schedules.read' },
  { to: '/console/approvals', label: 'approvals', icon: UsersRound, permission: 'approvals.read' },
  { to: '/console/bank', label: 'bank', icon: Landmark, permission: 'finance.read' },
  { to: '/console/suspense', label: 'suspense', icon: CircleHelp, permission: 'finance.read' },
  { to: '/console/reconciliation', label: 'reconciliation', icon: Scale, permission: 'finance.read' },
  { to: '/console/ledger', label: 'ledger', icon: BookOpen, permission: 'finance.read' },
  { to: '/console/audit', label: 'audit', icon: ScrollText, permission: 'audit.read' },
  { to: '/console/staff', label: 'members', icon: Contact, permission: 'staff.read' },
] as const

type Place = (typeof places)[number] & { icon: LucideIcon; permission: StaffPermission }

/** The frame of the console: what one may do at the side, the search everywhere. */
export function ConsoleShell() {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const [searching, setSearching] = useState(false)
  const [menu, setMenu] = useState(false)
  const mayFind = may(session, 'customers.search')
  useSearchKey(() => mayFind && setSearching(true))
  useStaffSignedOut()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TestEditionBanner />
      <OfflineNotice />
      <div className="flex w-full flex-1">
        <aside className="no-print sticky top-0 hidden h-dvh w-64 shrink-0 flex-col gap-5 border-e border-line bg-surface px-3 py-5 lg:flex">
          <Mark />
          {mayFind ? <SearchButton onPress={() => setSearching(true)} /> : null}
          <Navigation session={session} />
          <Person session={session} className="mt-auto" />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="no-print sticky top-0 z-10 flex items-center justify-between gap-2 border-b border-line bg-surface/95 px-3 py-2 backdrop-blur lg:hidden">
            <Mark />
            <div className="flex items-center">
              {mayFind ? (
                <IconButton
                  label={t('console.search.open')}
                  onPress={() => setSearching(true)}
                  icon={Search}
                />
              ) : null}
              <IconButton label={t('console.nav.menu')} onPress={() => setMenu(true)} icon={Menu} />
            </div>
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-[80rem] flex-1 px-4 py-6 outline-none sm:px-6 lg:px-10 lg:py-9"
          >
            <Permitted session={session} />
          </main>
        </div>
      </div>
      {searching ? <SearchPalette onClose={() => setSearching(false)} /> : null}
      {menu ? (
        <Sheet title={t('console.nav.menu')} onClose={() => setMenu(false)}>
          <Navigation session={session} onGo={() => setMenu(false)} />
          <Person session={session} className="mt-6" />
        </Sheet>
      ) : null}
    </div>
  )
}

/** The page, or, for those it is not meant for, that it is not, in place of a refusal they could only try again. */
function Permitted({ session }: { session: StaffSession | undefined }) {
  const { t } = useTranslation()
  const path = useLocation({ select: ({ pathname }) => pathname })
  // The first page sends everybody to where they have something to do.
  const place = places.find(({ to }) => to !== '/console' && (path === to || path.startsWith(`${to}/`)))
  if (!place || !session || may(session, place.permission)) return <Outlet />
  return (
    <Card>
      <EmptyState
        icon={<place.icon />}
        title={t('console.forbidden.title')}
        heading="h1"
        action={
          <Link to="/console" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
            {t('console.forbidden.start')}
          </Link>
        }
      >
        {t('console.forbidden.text', { page: t(`console.nav.${place.label}`) })}
      </EmptyState>
    </Card>
  )
}

function Mark() {
  const { t } = useTranslation()
  return (
    <Link to="/console" className="flex w-fit items-center gap-2 rounded-lg px-2">
      <Logo />
      <span className="rounded-md bg-sunken px-1.5 py-0.5 text-xs font-semibold text-muted">
        {t('console.title')}
      </span>
    </Link>
  )
}

function SearchButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      onClick={onPress}
      aria-keyshortcuts="/ Control+K Meta+K"
      className="flex min-h-9 items-center gap-2 rounded-lg border border-line bg-page px-2.5 text-sm text-muted hover:border-control hover:text-ink"
    >
      <Search aria-hidden className="size-4" />
      <span className="min-w-0 flex-1 truncate text-start">{t('console.search.open')}</span>
      <Key>/</Key>
    </button>
  )
}

export function Key({ children }: { children: string }) {
  return (
    <kbd
      aria-hidden
      className="rounded-sm border border-line bg-surface px-1.5 font-mono text-xs leading-5 text-muted"
    >
      {children}
    </kbd>
  )
}

function IconButton({
  label,
  onPress,
  icon: Icon,
}: {
  label: string
  onPress: () => void
  icon: LucideIcon
}) {
  return (
    <button
      type="button"
      onClick={onPress}
      aria-label={label}
      className="grid size-11 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-5" />
    </button>
  )
}

/** Only what one may do: a page that would refuse is not offered. */
function Navigation({ session, onGo }: { session: StaffSession | undefined; onGo?: () => void }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('console.nav.label')} className="flex flex-col gap-0.5">
      {places
        .filter(({ permission }) => may(session, permission))
        .map(place => (
          <PlaceLink key={place.to} {...place} {...(onGo ? { onGo } : {})} />
        ))}
    </nav>
  )
}

function PlaceLink({ to, label, icon: Icon, onGo }: Place & { onGo?: () => void }) {
  const { t } = useTranslation()
  return (
    <Link
      to={to}
      {...(onGo ? { onClick: onGo } : {})}
      activeOptions={{ exact: to === '/console' }}
      className="flex min-h-11 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-sunken data-[status=active]:text-ink lg:min-h-9"
    >
      <Icon aria-hidden className="size-4.5" />
      {t(`console.nav.${label}`)}
    </Link>
  )
}

function Person({ session, className }: { session: StaffSession | undefined; className?: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const router = useRouter()
  async function signOut() {
    await staffApi('staffSignOut', {})
    queryClient.removeQueries({ queryKey: ['staff'] })
    await router.navigate({ to: '/console/sign-in' })
  }
  if (!session) return null
  const { name, roles } = session.member
  return (
    <div className={cn('flex flex-col gap-3', className)}>
      <ThemeSwitch className="w-full" />
      <LanguageSwitch className="-my-1 min-h-9 w-fit px-2" />
      <div className="flex items-center gap-2.5 border-t border-line px-2 pt-3">
        <span
          aria-hidden
          className="grid size-8 shrink-0 place-items-center rounded-full bg-brand-soft text-sm font-semibold text-brand-text"
        >
          {Array.from(name)[0]}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-semibold">{name}</span>
          <span className="line-clamp-2 text-xs text-muted">
            {formatList(
              roles.map(role => t(`console.roles.${role}`)),
              language,
            )}
          </span>
        </span>
        <IconButton label={t('console.nav.signOut')} onPress={() => void signOut()} icon={LogOut} />
      </div>
    </div>
  )
}

/** The session has ended: nothing about a customer stays on the screen. */
function useStaffSignedOut(): void {
  const router = useRouter()
  useEffect(() => {
    const leave = () => {
      const { href } = router.state.location
      queryClient.removeQueries({ queryKey: ['staff'] })
      void router.navigate({ to: '/console/sign-in', search: { next: href } })
    }
    window.addEventListener(staffSignedOutEvent, leave)
    return () => window.removeEventListener(staffSignedOutEvent, leave)
  }, [router])
}
