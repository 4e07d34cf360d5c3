"""The selection job with scikit-learn: L-BFGS, each strength starting from the one before, and the AUC of every fit."""

import json

from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from workload import job, labels, matrix, write_model

told = job()
files = told["workload"]
cut = files["trainUsers"]
every = matrix(files, told["dtype"])
train, validation = every[:cut], every[cut:]
del every

aucs = []
with open(told["models"], "wb") as out:
    for segment in told["segments"]:
        label = labels(files, segment)
        model = LogisticRegression(solver="lbfgs", tol=told["tolerance"], max_iter=1000, warm_start=True)
        for strength in told["strengths"]:
            model.set_params(C=strength).fit(train, label[:cut])
            aucs.append(roc_auc_score(label[cut:], model.decision_function(validation)))
            write_model(out, model.coef_[0], model.intercept_[0])
print(json.dumps({"aucs": aucs}))
