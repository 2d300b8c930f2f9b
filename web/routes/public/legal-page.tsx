import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { privacyVersion, termsVersion } from '../../../contract/terms.ts'
import type legalTexts from '../../messages/legal/en.json'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { Language } from '../../lib/preferences.ts'
import { metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Skeleton } from '../../ui/layout.tsx'
import { usePageTitle } from '../../ui/page-title.ts'

type LegalTexts = typeof legalTexts
type Kind = keyof LegalTexts

/** Long, and read by few: loaded with this page only, and only in the language that is read. */
const loaders: Record<Language, () => Promise<{ default: LegalTexts }>> = {
  en: () => import('../../messages/legal/en.json'),
  'zh-CN': () => import('../../messages/legal/zh-CN.json'),
}

export function TermsPage() {
  return <LegalPage kind="terms" version={termsVersion} />
}

export function PrivacyPage() {
  return <LegalPage kind="privacy" version={privacyVersion} />
}

function LegalPage({ kind, version }: { kind: Kind; version: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  usePageTitle(t(`publicPages.${kind}.title`))
  const { data: meta } = useQuery(metaQuery)
  const texts = useQuery({
    // Not a question to the server: it never goes stale, and it is the same for everybody.
    queryKey: ['meta', 'legal', language],
    queryFn: loaders[language],
    staleTime: Infinity,
  })
  return (
    <article className="pt-6 sm:pt-12">
      <header className="max-w-2xl pb-8">
        <h1 className="text-3xl font-bold">{t(`publicPages.${kind}.title`)}</h1>
        <p className="mt-2 text-muted">
          {t('publicPages.legal.version', { date: formatDate(noonOf(version), language) })}
        </p>
        {meta?.edition === 'test' ? <Alert className="mt-5">{t('publicPages.legal.model')}</Alert> : null}
      </header>
      {texts.data && meta ? (
        <Sections
          sections={texts.data.default[kind]}
          operator={meta.operator.name}
          email={meta.operator.support_email}
        />
      ) : texts.error ? (
        <ErrorState error={texts.error} onRetry={() => void texts.refetch()} />
      ) : (
        <Loading className="max-w-2xl space-y-4">
          <Skeleton className="h-6 w-1/3" />
          <Skeleton className="h-32" />
          <Skeleton className="h-6 w-1/3" />
          <Skeleton className="h-32" />
        </Loading>
      )}
    </article>
  )
}

type SectionsProps = { sections: LegalTexts[Kind]; operator: string; email: string }

function Sections({ sections, operator, email }: SectionsProps) {
  const { t } = useTranslation()
  const fill = (text: string): string =>
    text.replaceAll('{{operator}}', operator).replaceAll('{{email}}', email)
  return (
    <div className="grid items-start gap-x-14 gap-y-8 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav aria-label={t('publicPages.legal.contents')} className="no-print sticky top-6 hidden lg:block">
        <ol className="flex flex-col border-s border-line text-sm">
          {sections.map(({ heading }, index) => (
            <li key={heading}>
              <a href={`#section-${index + 1}`} className="block py-1.5 ps-4 text-muted hover:text-ink">
                {heading}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <ol className="flex max-w-2xl flex-col gap-9">
        {sections.map(({ heading, text }, index) => (
          <li key={heading} id={`section-${index + 1}`}>
            <h2 className="flex gap-3 text-lg font-semibold">
              <span className="w-6 shrink-0 text-brand-text tabular-nums">{index + 1}</span>
              {heading}
            </h2>
            {text.map(paragraph => (
              <p key={paragraph} className="mt-2.5 ps-9 leading-relaxed text-ink/90">
                {fill(paragraph)}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** A date without a time is midnight in Greenwich, which is the day before in America; noon is the same day everywhere. */
function noonOf(day: string): string {
  return `${day}T12:00`
}
