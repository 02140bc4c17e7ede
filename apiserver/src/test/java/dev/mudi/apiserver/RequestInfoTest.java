package dev.mudi.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoTest {
    private static RequestInfo read(String method, String target) {
        int question = target.indexOf('?');
        return question < 0
                ? RequestInfo.of(method, target, QueryParameters.NONE)
                : RequestInfo.of(
                        method, target.substring(0, question), QueryParameters.parse(target.substring(question + 1)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,/api/v1/namespaces,list,'',v1,'',namespaces,'',''",
                "GET,/api/v1/namespaces/other,get,'',v1,other,namespaces,'',other",
                "GET,/api/v1/namespaces/other/pods,list,'',v1,other,pods,'',''",
                "GET,/api/v1/namespaces/other/pods/foo,get,'',v1,other,pods,'',foo",
                "HEAD,/api/v1/namespaces/other/pods/foo,get,'',v1,other,pods,'',foo",
                "GET,/api/v1/pods,list,'',v1,'',pods,'',''",
                "GET,/api/v1/pods?watch=1,watch,'',v1,'',pods,'',''",
                "GET,/api/v1/pods?watch=false,list,'',v1,'',pods,'',''",
                "GET,/api/v1/watch/namespaces/other/pods,watch,'',v1,other,pods,'',''",
                "GET,/api/v1/namespaces/other/pods/foo/log,get,'',v1,other,pods,log,foo",
                "PUT,/api/v1/namespaces/other/finalize,update,'',v1,other,namespaces,finalize,other",
                "PUT,/api/v1/namespaces/other/status,update,'',v1,other,namespaces,status,other",
                "POST,/api/v1/namespaces/other/pods,create,'',v1,other,pods,'',''",
                "DELETE,/api/v1/namespaces/other/pods,deletecollection,'',v1,other,pods,'',''",
                "DELETE,/api/v1/namespaces/other/pods/foo,delete,'',v1,other,pods,'',foo",
                "PATCH,/apis/apps/v1/namespaces/a/deployments/d/scale,patch,apps,v1,a,deployments,scale,d",
                "GET,/apis/apps/v1/namespaces/a/deployments?fieldSelector=metadata.name%3Dd,list,apps,v1,a,deployments,'',d",
                "GET,/apis/batch/v1/jobs/,list,batch,v1,'',jobs,'',''",
            })
    void readsResourceRequests(
            String method,
            String target,
            String verb,
            String group,
            String version,
            String namespace,
            String resource,
            String subresource,
            String name) {
        var info = read(method, target);

        assertThat(info.isResourceRequest()).isTrue();
        assertThat(info.verb()).isEqualTo(verb);
        assertThat(info.group()).isEqualTo(group);
        assertThat(info.version()).isEqualTo(version);
        assertThat(info.target()).isEqualTo(new RequestInfo.Target(namespace, resource, subresource, name));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/",
        "GET,/api",
        "GET,/api/v1",
        "GET,/apis",
        "GET,/apis/apps",
        "GET,/apis/apps/v1",
        "GET,/healthz/etcd"
    })
    void readsOtherPathsAsTheMethodInSmallLetters(String method, String path) {
        var info = read(method, path);

        assertThat(info.isResourceRequest()).isFalse();
        assertThat(info.verb()).isEqualTo("get");
    }

    @Test
    void keepsSelectorsOfListsOnly() {
        var query = "?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dn";

        assertThat(read("GET", "/api/v1/pods" + query).selectors())
                .isEqualTo(new RequestInfo.Selectors("spec.nodeName=n", "a=b"));
        assertThat(read("GET", "/api/v1/namespaces/a/pods/p" + query)
                        .selectors()
                        .label())
                .isEmpty();
    }

    @Test
    void countsWatchesAndStreamsAsLongRunning() {
        assertThat(read("GET", "/api/v1/pods?watch=true").isLongRunning()).isTrue();
        assertThat(read("POST", "/api/v1/namespaces/a/pods/p/exec").isLongRunning())
                .isTrue();
        assertThat(read("GET", "/api/v1/pods").isLongRunning()).isFalse();
    }
}
