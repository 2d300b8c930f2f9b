import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../lib/queries.ts'

/** On every page of the test edition: nobody may take this for a place where real money is. */
export function TestEditionBanner() {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (meta?.edition !== 'test') return null
  return (
    <aside aria-label={t('ui.testEdition.label')} className="no-print bg-spark px-4 py-1.5 text-sm text-black">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-center gap-x-3 gap-y-0.5">
        <span className="inline-flex items-center gap-1.5 font-semibold">
          <FlaskConical aria-hidden className="size-4" />
          {t('ui.testEdition.text')}
        </span>
        <Link to="/inbox" className="underline underline-offset-2">
          {t('ui.testEdition.inbox')}
        </Link>
        {meta.test_links?.acquirer_steering ? (
          <a href={meta.test_links.acquirer_steering} className="underline underline-offset-2">
            {t('ui.testEdition.acquirer')}
          </a>
        ) : null}
      </div>
    </aside>
  )
}

/** The first thing the keyboard reaches: past the navigation, to what the page is about. */
export function SkipLink() {
  const { t } = useTranslation()
  return (
    <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-3">
      {t('ui.skipToContent')}
    </a>
  )
}
