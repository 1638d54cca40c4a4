with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_candidates as (
        select
            segmentation,
            model_version,
            candidate_id,
            algorithm,
            n_segments,
            hyperparameters,
            silhouette_train,
            silhouette_test,
            calinski_harabasz_train,
            calinski_harabasz_test,
            davies_bouldin_train,
            davies_bouldin_test,
            explained_variance_train,
            explained_variance_test,
            completed_log_likelihood,
            likelihood_gain,
            reference_gain,
            neighbour_mixing,
            reference_mixing,
            border_sparsity,
            reference_share,
            reference_share as structure_p_value,
            prediction_strength,
            jaccard_mean,
            jaccard_min,
            jaccard_resamples,
            smallest_share,
            outlier_share,
            bic,
            is_admissible,
            rejection_reason,
            is_selected
        from segment_model_rows
        where kind = 'candidate'
    )

select *
from segment_candidates
