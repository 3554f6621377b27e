import type { Route } from './route.js'
import { accessRoutes } from './routes/access.js'
import { curationRoutes } from './routes/curation.js'
import { documentRoutes } from './routes/documents.js'
import { embeddingRoutes } from './routes/embeddings.js'
import { exportRoutes } from './routes/export.js'
import { indexRoutes } from './routes/indexes.js'
import { miningRoutes } from './routes/mining.js'
import { rerankRoutes } from './routes/rerank.js'
import { reviewRoutes } from './routes/review.js'
import { searchRoutes } from './routes/search.js'

/** The whole API. */
export const ROUTES: readonly Route[] = [
  ...searchRoutes,
  ...rerankRoutes,
  ...indexRoutes,
  ...documentRoutes,
  ...miningRoutes,
  ...curationRoutes,
  ...reviewRoutes,
  ...exportRoutes,
  ...embeddingRoutes,
  ...accessRoutes,
]
