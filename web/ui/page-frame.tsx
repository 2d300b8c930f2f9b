import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical, WifiOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../lib/queries.ts'
import { useOnline } from '../lib/use-online.ts'
import { SimulatorLinks } from './simulator-links.tsx'

/** The server writes it into the page, so that nothing jumps; a page that was kept may be older than the API's answer. */
function useEdition(): string | undefined {
  const { data: meta } = useQuery(metaQuery)
  return meta?.edition ?? document.documentElement.dataset['edition']
}

/** On every page of the test edition: nobody may take this for a place where real money is. */
export function TestEditionBanner() {
  const { t } = useTranslation()
  if (useEdition() !== 'test') return null
  const link = 'inline-flex min-h-6 items-center underline underline-offset-2 hover:no-underline'
  return (
    <aside aria-label={t('ui.testEdition.label')} className="no-print bg-spark px-4 py-1 text-sm text-black">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-center gap-x-4">
        <span className="inline-flex items-center gap-1.5 font-semibold">
          <FlaskConical aria-hidden className="size-4" />
          {t('ui.testEdition.text')}
        </span>
        <Link to="/inbox" className={link}>
          {t('ui.testEdition.inbox')}
        </Link>
        {/* A phone has room for one line: there the inbox leads to them. */}
        <span className="contents max-sm:hidden">
          <SimulatorLinks className={link} />
        </span>
      </div>
    </aside>
  )
}

/** The first thing the keyboard reaches: past the navigation, to what the page is about. */
export function SkipLink() {
  const { t } = useTranslation()
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-3 focus:font-semibold focus:shadow-float"
    >
      {t('ui.skipToContent')}
    </a>
  )
}

/** Says at once that the device has no network, before anything fails for that reason. */
export function OfflineNotice() {
  const { t } = useTranslation()
  const online = useOnline()
  return (
    <div role="status" className="no-print">
      {online ? null : (
        <p className="flex items-center justify-center gap-2 bg-ink px-4 py-1.5 text-sm font-medium text-page">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {t('ui.offline')}
        </p>
      )}
    </div>
  )
}
