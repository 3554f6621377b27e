import { SCOPES } from '../../scopes.js'
import { type Route, route } from '../route.js'
import { Access } from '../schemas.js'

export const accessRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/access',
    tag: 'Access',
    summary: 'What the key of the request may do, and what the server has',
    description: `Scopes are ${SCOPES.join(', ')}; each includes those before it. Without keys, everybody is admin.`,
    scope: 'read',
    answer: Access,
    handle: async ({ scope, service }) => ({ scope, reranker: service.looks.model }),
  }),
]
