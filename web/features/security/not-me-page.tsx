import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { AddedFactors } from './added-factors.tsx'
import { NextSteps } from './next-steps.tsx'
import { notMeKey, restrictionsQuery, type Protected } from './queries.ts'

/** After "this was not me" inside the app: what was done, and what to do now. */
export function NotMePage() {
  const { t } = useTranslation()
  const { ended } = useSearch({ from: '/signed-in/app/security/not-me' })
  const { data } = useQuery(restrictionsQuery)
  const done = queryClient.getQueryData<Protected>(notMeKey)
  const freeze = data?.data.find(({ way_out: wayOut }) => wayOut === 'unfreeze')
  return (
    <Narrow>
      <PageHeader title={t('security.notMe.doneTitle')} />
      <div className="flex flex-col gap-6">
        <Alert tone="ok" live title={t('security.notMe.doneText')}>
          {ended > 0 ? t('security.notMe.ended', { count: ended }) : null}
        </Alert>
        {done ? <AddedFactors done={done} /> : null}
        <Card>
          <NextSteps liftableFrom={freeze?.liftable_from ?? null} signedIn />
        </Card>
        <Link to="/app/security" className={buttonClass({ variant: 'secondary', block: true })}>
          {t('security.notMe.toCentre')}
        </Link>
      </div>
    </Narrow>
  )
}
