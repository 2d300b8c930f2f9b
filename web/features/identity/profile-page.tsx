import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate } from '../../lib/format.ts'
import { changeLanguage, useLanguage } from '../../lib/i18n.ts'
import type { Language } from '../../lib/preferences.ts'
import { codeOf } from '../../lib/problem.ts'
import { meQuery, metaQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { languageNames, ThemeSwitch } from '../../ui/switches.tsx'
import { leave } from './session.ts'
import { SessionList } from './session-list.tsx'

export function ProfilePage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader title={t('identity.profile.title')} />
      <div className="flex flex-col gap-8">
        <Details />
        <Display />
        <SessionList />
        <SignOut />
      </div>
    </div>
  )
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-lg font-semibold">{title}</h2>
      {hint ? <p className="mt-0.5 text-sm text-muted">{hint}</p> : null}
      <div className="mt-3">{children}</div>
    </section>
  )
}

function Details() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: me, error, refetch } = useQuery(meQuery)
  const { data: meta } = useQuery(metaQuery)
  if (error && !me) return <ErrorState error={error} onRetry={() => void refetch()} />
  const support = meta?.operator.support_email
  return (
    <Part
      title={t('identity.profile.details')}
      {...(support ? { hint: t('identity.profile.phoneHint', { email: support }) } : {})}
    >
      <Card className="py-2 sm:py-3">
        {me ? (
          <Facts
            lines={[
              { label: t('identity.name'), value: me.name },
              { label: t('identity.email'), value: <span className="wrap-anywhere">{me.email}</span> },
              { label: t('identity.phone'), value: <bdi dir="ltr">{me.phone}</bdi> },
              { label: t('identity.profile.customerSince'), value: formatDate(me.created_at, language) },
            ]}
          />
        ) : (
          <SkeletonRows rows={3} />
        )}
      </Card>
    </Part>
  )
}

const languages: readonly Language[] = ['zh-CN', 'en']

function Display() {
  const { t } = useTranslation()
  const language = useLanguage()
  const keep = useMutation({
    mutationFn: (locale: Language) => api('updateMe', { body: { locale } }),
    onSuccess: me => queryClient.setQueryData(meQuery.queryKey, me),
  })
  async function choose(next: Language) {
    await changeLanguage(next)
    keep.mutate(next)
  }
  return (
    <Part title={t('identity.profile.preferences')}>
      <Card className="divide-y divide-line py-2 sm:py-2">
        <Choice label={t('identity.profile.language')} hint={t('identity.profile.languageHint')}>
          <SegmentedControl
            label={t('identity.profile.language')}
            value={language}
            options={languages.map(value => ({
              value,
              label: <span lang={value}>{languageNames[value]}</span>,
            }))}
            onChange={next => void choose(next)}
          />
        </Choice>
        <Choice label={t('identity.profile.theme')}>
          <ThemeSwitch />
        </Choice>
      </Card>
      {keep.isError ? (
        <Alert tone="warn" live className="mt-3">
          {t('identity.profile.languageFailed')}
        </Alert>
      ) : null}
    </Part>
  )
}

function Choice({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4">
      <div className="min-w-0">
        <p className="font-medium">{label}</p>
        {hint ? <p className="text-sm text-muted">{hint}</p> : null}
      </div>
      {children}
    </div>
  )
}

function SignOut() {
  const { t } = useTranslation()
  const router = useRouter()
  const signOut = useMutation({
    async mutationFn() {
      try {
        await api('signOut', {})
      } catch (error) {
        // Ended elsewhere already, which is what was wanted.
        if (codeOf(error) !== 'not_signed_in') throw error
      }
    },
    async onSuccess() {
      // First away from the pages that show the customer: they would ask for what has just been forgotten.
      await router.navigate({ to: '/', replace: true })
      leave()
    },
  })
  return (
    <div className="flex flex-col gap-4">
      {signOut.error ? <ErrorState error={signOut.error} /> : null}
      <Button
        variant="secondary"
        size="lg"
        block
        pending={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        <LogOut aria-hidden className="size-4.5 rtl:-scale-x-100" />
        {t('identity.profile.signOut')}
      </Button>
    </div>
  )
}
