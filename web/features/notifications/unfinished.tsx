import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatList } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'

/** What is left of the registration, and texts that changed since: nothing at all for most people most of the time. */
export function Unfinished() {
  const { data: me } = useQuery(meQuery)
  return (
    <div className="flex flex-col gap-4 pb-6 empty:hidden">
      <TextsChanged />
      {me?.phone_verified === false ? <PhoneLeft /> : null}
    </div>
  )
}

function PhoneLeft() {
  const { t } = useTranslation()
  return (
    <Alert
      title={t('phone.banner.title')}
      action={
        <Link to="/app/verify-phone" className={buttonClass({ size: 'sm' })}>
          {t('phone.banner.action')}
        </Link>
      }
    >
      {t('phone.banner.text')}
    </Alert>
  )
}

const acceptancesKey = ['acceptances'] as const

type Due = Answer<'listAcceptances'>['due'][number]

function TextsChanged() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useQuery({
    queryKey: acceptancesKey,
    queryFn: () => api('listAcceptances', {}),
    staleTime: 10 * 60_000,
  })
  const accept = useMutation({
    async mutationFn(due: readonly Due[]) {
      let answer: Answer<'listAcceptances'> | undefined
      for (const body of due) answer = await api('acceptDocument', { body })
      return answer
    },
    onSuccess: answer => queryClient.setQueryData(acceptancesKey, answer),
  })
  const due = data?.due ?? []
  if (due.length === 0) return null
  const documents = formatList(
    due.map(({ document }) => t(`acceptances.${document}`)),
    language,
  )
  return (
    <Alert
      tone="warn"
      title={t('acceptances.bannerTitle')}
      action={
        <>
          <Button size="sm" pending={accept.isPending} onClick={() => accept.mutate(due)}>
            {t('acceptances.accept')}
          </Button>
          {due.map(({ document }) => (
            <Link
              key={document}
              to={document === 'terms' ? '/terms' : '/privacy'}
              target="_blank"
              className={buttonClass({ variant: 'secondary', size: 'sm' })}
            >
              {t('acceptances.read')}: {t(`acceptances.${document}`)}
            </Link>
          ))}
        </>
      }
    >
      {t('acceptances.banner', { documents })}
      {accept.error ? <ErrorState error={accept.error} /> : null}
    </Alert>
  )
}
